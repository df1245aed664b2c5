export const readNote = async () => ({});
