"""Runs the program of `dom0-audit probe` on a host and keeps its answer, a bundle, on the controller.

The program goes to `sh -s` on standard input, so no file is made on the host, and the host needs no Python: neither the
`script` module (it copies a file) nor `raw` (it has no standard input, and takes the answer for text) can do that.

Arguments: program (file on the controller), dest (folder on the controller), deep (bool), content_limit (bytes of one file).
"""
from __future__ import annotations

import hashlib
import os
import re
import tempfile

from ansible.errors import AnsibleActionFail
from ansible.module_utils.common.text.converters import to_bytes, to_text
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase

MAGIC = re.compile(rb'^dom0-audit-bundle 1 ([0-9a-f]{24,64})$', re.MULTILINE)
FIRST_LINE = b'# dom0-audit: the probe.\n'


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _VALID_ARGS = frozenset(('program', 'dest', 'deep', 'content_limit'))

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        if self._play_context.check_mode:
            return dict(result, skipped=True)
        program = read_program(self._task.args.get('program'))
        path = bundle_path(self._task.args.get('dest'), task_vars['inventory_hostname'])
        # A folder must not hold an earlier answer for a host that is down today.
        if os.path.lexists(path):
            os.unlink(path)
        text = launch_text(program, self._task.args) + program
        # Bytes that are no UTF-8 go through as surrogates and come back as they were.
        answer = self._low_level_execute_command('sh -s', in_data=text, encoding_errors='surrogate_or_strict')
        stdout = to_bytes(answer['stdout'], errors='surrogate_or_strict')
        return dict(result, **keep(stdout, answer, path))


def read_program(path):
    """The program's bytes; anything else is not sent to a shell of root."""
    try:
        with open(os.path.expanduser(path or ''), 'rb') as file:
            program = file.read()
    except OSError as error:
        raise AnsibleActionFail(f'program: {error}; make it with: dom0-audit probe > FILE') from error
    if not program.startswith(FIRST_LINE):
        raise AnsibleActionFail(f'{path} is not what "dom0-audit probe" prints.')
    return program


def bundle_path(dest, host):
    """DEST/<host>.bundle. A name that does not fit is changed, and gets a digest so that no two become one."""
    if not dest:
        raise AnsibleActionFail('dest: the folder for the bundles is needed.')
    folder = os.path.abspath(os.path.expanduser(dest))
    os.makedirs(folder, mode=0o700, exist_ok=True)
    name = re.sub(r'[^A-Za-z0-9._-]', '_', host).lstrip('.-')[:80]
    if name != host:
        name += '-' + hashlib.sha256(to_bytes(host)).hexdigest()[:8]
    return os.path.join(folder, name + '.bundle')


def launch_text(program, args):
    """The settings, as lines before the program. Only numbers and a digest: no text of a user becomes part of a command."""
    limit = args.get('content_limit')
    if not re.fullmatch(r'[0-9]{1,11}', str(limit or 0)):
        raise AnsibleActionFail('content_limit: a number of bytes is needed, such as 262144.')
    lines = [
        'DOM0_AUDIT_BY=ansible',
        f'DOM0_AUDIT_PROGRAM={hashlib.sha256(program).hexdigest()}',
        f'DOM0_AUDIT_DEEP={int(boolean(args.get("deep", False)))}',
    ]
    if limit:
        lines.append(f'DOM0_AUDIT_CONTENT_LIMIT={int(limit)}')
    return to_bytes(''.join(f'{line}\n' for line in lines))


def keep(stdout, answer, path):
    """Writes what came from the magic line on. What a login script printed before it is left out."""
    magic = MAGIC.search(stdout)
    if magic is None:
        return dict(failed=True, msg='The host sent no bundle. ' + said(answer, stdout))
    bundle = stdout[magic.start():]
    write_private(path, bundle)
    close = rb'\n' + magic.group(1) + rb' close ([0-9]+) [0-9]+(?: [0-9a-f]{32})?\n'
    closing = re.search(close, bundle[-4096:])
    kept = dict(changed=False, bundle=path, bytes=len(bundle))
    if closing is None:
        return dict(kept, failed=True, msg=f'The bundle is cut off; what came is in {path}. ' + said(answer))
    user = re.search(rb'\nuid ([0-9]+)\n', bundle[:4096])
    if user is None or user.group(1) != b'0':
        return dict(kept, failed=True, msg='The program ran, but not as root. Log in as root, or set ansible_become=true.')
    return dict(kept, sections=int(closing.group(1)))


def said(answer, stdout=b''):
    """What the host said on standard error, or else instead of a bundle: one printable line."""
    text = answer['stderr'] or to_text(stdout[:2000], errors='replace')
    line = ' '.join(re.sub(r'[^\x20-\x7e]+', ' ', text).split())[-300:]
    status = f'Exit status {answer["rc"]}'
    return f'{status}: {line}' if line else f'{status}, without a word.'


def write_private(path, content):
    """Whole or not at all, readable by the owner alone."""
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix='.dom0-audit-')  # 0600
    try:
        with os.fdopen(descriptor, 'wb') as file:
            file.write(content)
        os.rename(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
