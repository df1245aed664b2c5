import { NotImplemented } from 'toolwright';

export default async () => {
  throw new NotImplemented('read_note');
};
