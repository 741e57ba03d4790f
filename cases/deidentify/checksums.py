"""Check digits of public numbering schemes: each predicate says whether the whole string is well formed."""

from __future__ import annotations

import re
import string

_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", [*range(1, 9), *range(1, 6), 7, *range(9, 10), *range(2, 10)], strict=True)
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_NIE_FIRST = {"X": "0", "Y": "1", "Z": "2"}


def digits_of(found: str) -> str:
    """Only the decimal digits."""
    return "".join(character for character in found if character in string.digits)


def luhn(found: str) -> bool:
    """Payment cards, IMEI, NPI (ISO/IEC 7812-1, annex B)."""
    digits = [int(digit) for digit in reversed(digits_of(found))]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def nhs_number(found: str) -> bool:
    """British NHS numbers: ten digits, modulus 11 (NHS Data Dictionary)."""
    digits = [int(digit) for digit in digits_of(found)]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits[:9], strict=True)) % 11
    return check % 11 == digits[9] and check != 10


def spanish_identity(found: str) -> bool:
    """Spanish DNI and NIE: the letter is the number modulo 23 (Real Decreto 1553/2005)."""
    plain = re.sub(r"[^0-9A-Z]", "", found.upper())
    if not re.fullmatch(r"[XYZ]?[0-9]{7,8}[A-Z]", plain):
        return False
    number = _NIE_FIRST.get(plain[0], plain[0]) + plain[1:-1]
    return _LETTERS[int(number) % 23] == plain[-1]


def social_security(found: str) -> bool:
    """American SSN: area, group and serial that can have been issued, or an ITIN."""
    area, group, serial = digits_of(found)[:3], digits_of(found)[3:5], digits_of(found)[5:]
    return area not in {"000", "666"} and group != "00" and serial != "0000"


def vehicle(found: str) -> bool:
    """Vehicle identification numbers with the North American check digit (49 CFR 565.15)."""
    plain = found.upper()
    if len(plain) != len(_VIN_WEIGHTS):
        return False
    values = [int(sign) if sign in string.digits else _VIN_VALUES.get(sign, -1) for sign in plain]
    if min(values) < 0:
        return False
    remainder = sum(weight * value for weight, value in zip(_VIN_WEIGHTS, values, strict=True)) % 11
    return plain[8] == ("X" if remainder == 10 else str(remainder))


def bank_account(found: str) -> bool:
    """IBAN: the rearranged number modulo 97 is one (ISO 13616)."""
    plain = re.sub(r"\s", "", found.upper())
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1
