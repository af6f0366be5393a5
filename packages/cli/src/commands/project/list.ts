import { listingPlaces } from '../places.ts';

export const define = listingPlaces('projects');
