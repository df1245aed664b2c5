export default async ( => {};
