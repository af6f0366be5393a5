import { listingPlaces } from '../places.ts';

export const examples = `
  carillon project list
  carillon project list -o name
`;

export const define = listingPlaces('projects');
