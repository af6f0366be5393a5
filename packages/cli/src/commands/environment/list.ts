import { listingPlaces } from '../places.ts';

export const examples = `
  carillon environment list
  carillon environment list -o name
`;

export const define = listingPlaces('environments');
