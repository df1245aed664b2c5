import type { ShapeIr } from '../ir.js';

/** The shapes right inside of a shape. */
export const children = (shape: ShapeIr): readonly ShapeIr[] => [
  ...Object.values(shape.properties ?? {}),
  ...Object.values(shape.cases ?? {}),
  ...(shape.patterns ?? []).map(({ shape: each }) => each),
  ...(shape.values ? [shape.values] : []),
  ...(shape.items ? [shape.items] : []),
  ...(shape.prefixItems ?? []),
  ...(shape.all ?? []),
];
