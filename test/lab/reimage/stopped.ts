/** The installer ends here, with the old root gone and the new one unfinished. */
export class UpgradeStopped extends Error {
  override readonly name = 'UpgradeStopped';
}
