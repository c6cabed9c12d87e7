/** Member that holds the manifest. */
export const MANIFEST_MEMBER = 'manifest.json';
/** Folder of the members that are answers of commands. */
export const FACTS_FOLDER = 'facts';
/** Folder below which the files of the host lie. */
export const ROOT_FOLDER = 'root';
