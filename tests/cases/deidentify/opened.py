"""Which patterns are tried only where a word of which table stands."""

from __future__ import annotations

from cases.deidentify import contacts, dates, identifiers, lone_names, names, places

OPENED = {
    "titled": (names._TITLED, "title"),
    "titled in lower case": (names._TITLED_LOWER, "title"),
    "called": (names._CALLED, "naming"),
    "called in lower case": (names._CALLED_LOWER, "naming"),
    "patient": (names._PATIENT, "patient"),
    "patient in lower case": (names._PATIENT_LOWER, "announcing"),
    "relative": (names._KIN, "kin"),
    "initials": (names._INITIALS, "initials"),
    "bare initials": (names._INITIALS_BARE, "initials"),
    "place of living": (places._LIVES, "living"),
    "named street": (places._EN_STREET_NAMED, "before_street"),
    "Spanish street": (places._ES_STREET, "street"),
    "labelled number": (identifiers._LABELLED, "label"),
    "labelled spaced number": (identifiers._LABELLED_SPACED, "label"),
    "public code": (identifiers._PUBLIC_CODE, "public"),
    "day of the week": (dates._RELATIVE_CALENDAR, "relative"),
    "holiday": (dates._HOLIDAY, "before_holiday"),
    "holiday with its year": (dates._HOLIDAY_YEAR, "holiday"),
    "lone name": (lone_names._TOWARD, "toward"),
    "name in a network": (contacts._NETWORK_NAME, "network"),
}
