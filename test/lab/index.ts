// The door of the lab: what tests and benchmarks use.
export { labAvailable } from './availability.ts';
export { buildLab, type Lab, type LabOptions } from './lab.ts';
export { CUSTOMISED, DRIFTS } from './drifts/index.ts';
export { STOCK_SECRETS } from './drifts/secrets.ts';
export type { Truth } from './drifts/drift.ts';
export type { RunningLab, StartOptions } from './host/start-server.ts';
export type { FaceName } from './face/face.ts';
export { PASSWORDS } from './face/identity.ts';
export { compareListings, type TreeListing } from './tree/listing.ts';
export { reimage, UpgradeStopped, type ReimageOptions } from './reimage/index.ts';
