/** Why a pattern cannot be run in linear time; the message goes on from "it". */
export class Unsupported extends Error {}
