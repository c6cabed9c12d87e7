/** Types of partitions, by the GUID of a GPT, the code that sgdisk gives it, and the byte of a DOS table. */
const LINUX = ['EBD0A0A2-B9E5-4433-87C0-68B6B72699C7', '0700', '83'];
const EFI = ['C12A7328-F81F-11D2-BA4B-00A0C93EC93B', 'EF00'];
const BIOS_BOOT = ['21686148-6449-6E6F-744E-656564454649', 'EF02'];
const SWAP = ['0657FD6D-A4AB-43C4-84E5-0933C84B4F4F', '8200'];
const LVM = ['E6D6D379-F507-44C2-A23C-238F2A3DF928', '8E00'];
/** What the installer can write again (disktools.py:894-907, :1005-1008@f7a21a1). */
const WRITABLE = new Set([LINUX, EFI, BIOS_BOOT, SWAP, LVM].flat());

export function isLinux(type: string): boolean {
  return LINUX.includes(type.toUpperCase());
}

export function isEfi(type: string): boolean {
  return EFI.includes(type.toUpperCase());
}

export function isBiosBoot(type: string): boolean {
  return BIOS_BOOT.includes(type.toUpperCase());
}

export function isWritable(type: string): boolean {
  return WRITABLE.has(type.toUpperCase());
}
