"""Runs a command at a terminal of its own: waits for a text, types, and so on. Prints how it ended and what was shown.

Arguments: a list of [text, keys] in JSON, then the command; `keys` can be [rows, columns], the window's new size. It
gives up after 30 seconds without what it waits for.
"""
import fcntl, json, os, pty, select, struct, sys, termios, time



def resize(descriptor, rows, columns):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))


steps = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    resize(0, 33, 77)
    os.execvp(sys.argv[2], sys.argv[2:])

shown = ''
seen = 0
end = time.time() + 30
while time.time() < end:
    if not select.select([terminal], [], [], 0.1)[0]:
        continue
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    shown += piece.decode('utf8', 'replace')
    while steps and steps[0][0] in shown[seen:]:
        text, keys = steps.pop(0)
        seen = shown.index(text, seen) + len(text)
        # A shell asks for the next line only a moment after it has said so.
        time.sleep(0.2)
        if isinstance(keys, list):
            resize(terminal, *keys)
        else:
            os.write(terminal, keys.encode())
if time.time() >= end:
    os.kill(child, 9)
status = os.waitpid(child, 0)[1]
print(json.dumps({'shown': shown, 'exit': os.WEXITSTATUS(status) if os.WIFEXITED(status) else None, 'left': steps}))
