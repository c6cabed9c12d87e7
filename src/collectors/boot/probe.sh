# Boot loader menus, in all the places where the installer looks for one, and the command line of the running kernel.
part_boot_loader() {
  show /boot/efi/EFI/xenserver/grub.cfg /boot/grub/grub.cfg /boot/grub2/grub.cfg /boot/extlinux.conf /boot/grub/menu.lst \
    /boot/grub/grub.conf /etc/sysconfig/grub /etc/default/grub
  run cmdline cat /proc/cmdline
}
