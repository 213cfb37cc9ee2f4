"""Keys against which the form of an answer is held: in the clear for marking, sealed for the self-check.

A key is a list of items. A kind with one value has one item, a kind with several values one item for each;
an item is the set of all forms that are right for it. A miss is a wrong form with words of its own.
"""

import functools

# scrypt (RFC 7914): about 10 ms and 4 MiB a try, so a check feels immediate and all dates of a century
# take minutes.
COST = {"n": 2**12, "r": 8, "p": 1, "dklen": 16}


def seal(form, salt):
    """The digest of a form: hexadecimal text, 32 characters. salt: text, another for each field."""
    import hashlib  # only here: to mark with keys in the clear needs none of it

    scrypt = getattr(hashlib, "scrypt", _scrypt)
    return scrypt(form.encode("utf-8", "surrogatepass"), salt=salt.encode("utf-8"), **COST).hex()


def _scrypt(password, *, salt, n, r, p, dklen):
    """hashlib.scrypt for a browser's Python, which has no OpenSSL: JavaScript mixes the blocks."""
    size = 128 * r
    blocks = _pbkdf2(password, salt, p * size)
    mixed = [_romix()(blocks[at : at + size], n, r) for at in range(0, len(blocks), size)]
    return _pbkdf2(password, b"".join(mixed), dklen)


def _pbkdf2(password, salt, length):
    """PBKDF2 with HMAC-SHA-256 and one round (RFC 8018, section 5.2), `length` bytes of it."""
    import hmac

    places = range(1, -(-length // 32) + 1)
    return b"".join(hmac.digest(password, salt + k.to_bytes(4, "big"), "sha256") for k in places)[:length]


@functools.cache
def _romix():
    """The function of romix.js, from bytes to bytes."""
    from importlib.resources import files

    from pyodide.code import run_js
    from pyodide.ffi import to_js

    mix = run_js((files("aftercoup.answers") / "romix.js").read_text(encoding="utf-8"))
    return lambda block, n, r: mix(to_js(block), n, r).to_bytes()


class Key:
    """A key in the clear. items: for each item its right forms; misses: form -> (share, words)."""

    def __init__(self, items, misses=None):
        self.items = tuple(tuple(item) for item in items)
        self.misses = dict(misses or {})

    @property
    def size(self):
        """How many items the right answer has."""
        return len(self.items)

    def which(self, form):
        """The place of the item for which this form is right; None if for none."""
        form = self._same(form)
        return next((place for place, item in enumerate(self.items) if form in item), None)

    def holds(self, place, form):
        """Whether this form is right for the item at this place."""
        return self._same(form) in self.items[place]

    def miss(self, form):
        """(share, words) for a wrong form that has words of its own; None for others."""
        return self.misses.get(self._same(form))

    def _same(self, form):
        return form

    def sealed(self, salt):
        """The same key as a Sealed one."""
        return Sealed(
            salt,
            [[seal(form, salt) for form in item] for item in self.items],
            {seal(form, salt): entry for form, entry in self.misses.items()},
        )


class Sealed(Key):
    """A key of digests, as a check file ships it. It answers as the Key does, and tells nothing else."""

    def __init__(self, salt, items, misses=None):
        super().__init__(items, misses)
        self.salt = salt
        self._sealed = {}

    def _same(self, form):
        if form not in self._sealed:
            self._sealed[form] = seal(form, self.salt)
        return self._sealed[form]
