/** TW10xx: what tools.yaml is as a text, before anything it says is looked at. */
export const yaml = {};
