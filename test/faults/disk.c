/*
 * A disk that can be looked at: preloaded into a process, it writes down every write, truncation and sync of the files
 * in DISK_FOLDER, in order, to DISK_LOG. Sync number DISK_FAILS of them fails with EIO, as a dying disk does.
 * A line is: kind, path, offset, length; a write's bytes follow.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FILE *out;
static int syncs;

static int watched(int fd, char *path) {
  const char *folder = getenv("DISK_FOLDER");
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = folder ? readlink(link, path, PATH_MAX - 1) : -1;
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, folder, strlen(folder)) == 0;
}

static void note(char kind, const char *path, long at, long length, const void *bytes) {
  if (!out) out = fopen(getenv("DISK_LOG"), "w");
  fprintf(out, "%c\t%s\t%ld\t%ld\n", kind, path, at, length);
  if (bytes) fwrite(bytes, 1, length, out);
  fflush(out);
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define PWRITE(name, offset)                                                  \
  ssize_t name(int fd, const void *bytes, size_t length, offset at) {         \
    REAL(name);                                                               \
    char path[PATH_MAX];                                                      \
    pthread_mutex_lock(&lock);                                                \
    ssize_t written = real(fd, bytes, length, at);                            \
    if (written > 0 && watched(fd, path)) note('W', path, at, written, bytes); \
    pthread_mutex_unlock(&lock);                                              \
    return written;                                                           \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, offset)                              \
  int name(int fd, offset length) {                         \
    REAL(name);                                             \
    char path[PATH_MAX];                                    \
    pthread_mutex_lock(&lock);                              \
    int done = real(fd, length);                            \
    if (done == 0 && watched(fd, path)) note('T', path, length, 0, 0); \
    pthread_mutex_unlock(&lock);                            \
    return done;                                            \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

static int sync_once(int fd, int (*real)(int)) {
  char path[PATH_MAX];
  pthread_mutex_lock(&lock);
  int done = real(fd);
  if (watched(fd, path)) {
    const char *fails = getenv("DISK_FAILS");
    syncs += 1;
    if (fails && atoi(fails) == syncs) done = -1;
    note(done == 0 ? 'S' : 'F', path, 0, 0, 0);
    if (done != 0) errno = EIO;
  }
  pthread_mutex_unlock(&lock);
  return done;
}
int fsync(int fd) { REAL(fsync); return sync_once(fd, real); }
int fdatasync(int fd) { REAL(fdatasync); return sync_once(fd, real); }
