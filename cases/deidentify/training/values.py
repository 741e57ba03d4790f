"""Invented values for the slots of the templates, in many surface forms."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

from faker import Faker

from cases.deidentify.training import vocabulary

Value = tuple[str, str]  # text and label; the label "" marks ordinary words


class Values:
    """A source of values for one language, always the same for the same seed."""

    def __init__(self, language: str, seed: int, places: list[str]) -> None:
        """`places` are names of towns to draw from."""
        self.language = language
        self.random = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.places = places
        self.people = [Faker(locale) for locale in vocabulary.LOCALES[language]]
        for index, person in enumerate(self.people):
            person.seed_instance(seed + index)

    def value(self, slot: str) -> Value:
        """An invented value for a slot and the label that it carries."""
        make: Callable[[], Value] = getattr(self, "_" + slot)
        return make()

    def _pick(self, *options: str) -> str:
        return self.random.choice(options)

    def _digits(self, count: int) -> str:
        return "".join(self.random.choice(string.digits) for _ in range(count))

    def _letters(self, count: int) -> str:
        return "".join(self.random.choice(string.ascii_uppercase) for _ in range(count))

    def _given(self) -> str:
        return str(self.random.choice(self.people).first_name())

    def _surname(self) -> str:
        return str(self.random.choice(self.people).last_name())

    def _first(self) -> Value:
        return self._given(), "NAME"

    def _last(self) -> Value:
        return self._surname(), "NAME"

    def _name(self) -> Value:
        first, last, initial = self._given(), self._surname(), self._letters(1)
        if self.language == "es":
            second = self._surname()
            forms: tuple[str, ...] = (
                f"{first} {last}",
                f"{first} {last} {second}",
                f"{first} {last} {second}",
                f"{first} {last[0]}.",
                f"{first[0]}. {last}",
                f"{last} {second}, {first}",
                f"{first} {last}".upper(),
                first,
            )
            return self.random.choice(forms), "NAME"
        forms = (
            f"{first} {last}",
            f"{first} {last}",
            f"{first} {last}",
            f"{first} {initial}.",
            f"{first} {initial}.",
            f"{first} {initial}",
            f"{first} {initial}. {last}",
            f"{first[0]}. {last}",
            f"{last}, {first}",
            f"{first} {last}-{self._surname()}",
            f"{first} {last}".upper(),
            f"{first[0]}.{last[0]}.",
            first,
            f"{first} {last}".lower(),
        )
        return self.random.choice(forms), "NAME"

    def _lower(self) -> Value:
        return self._pick(
            f"{self._given()} {self._surname()}", self._surname(), f"{self._given()} {self._letters(1)}"
        ).lower(), "NAME"

    def _initials(self) -> Value:
        return self._pick(
            f"{self._letters(1)}.{self._letters(1)}.", self._letters(2), f"{self._letters(1)}. {self._letters(1)}."
        ), "NAME"

    def _place(self) -> Value:
        return self.random.choice(self.places), "PLACE"

    def _site(self) -> Value:
        if self.language == "es":
            tail = self._pick(
                self.random.choice(self.places),
                f"{self._given()} {self._surname()}",
                f"Doctor {self._surname()}",
                f"San {self._given()}",
                f"Virgen del {self._surname()}",
                f"{self._surname()} {self._surname()}",
            )
            return f"{self._pick(*vocabulary.SITE_HEADS_ES)} {tail}", "SITE"
        tail = self._pick(*vocabulary.SITE_HEADS)
        stem = self._pick(
            self.random.choice(self.places),
            self._surname(),
            f"St. {self._given()}'s",
            f"{self._surname()} {self._surname()}",
            f"Mt. {self._surname()}",
            f"{self.random.choice(self.places)} {self._pick('Valley', 'County', 'West', 'Park', 'Lake')}",
        )
        forms: tuple[str, ...] = (
            f"{stem} {tail}",
            f"{stem} {tail}",
            f"{stem} {tail}",
            self._pick(*vocabulary.SITES_BARE),
            self._pick(*vocabulary.SITES_BARE),
            f"{self._pick(*vocabulary.SITES_BARE)} {tail}",
            f"{stem} {tail.lower()}",
            f"St. {self._given()}'s",
            f"Mt. {self._surname()}",
            f"{self._pick('General', 'Memorial', 'City', 'University', 'County')} Hospital",
        )
        return self.random.choice(forms), "SITE"

    def _street(self) -> Value:
        person = self.people[0]
        if self.language == "es":
            kind = self._pick("C/", "Calle", "Avda.", "Avenida", "Plaza", "Paseo", "Camino de")
            name = f"{self._surname()} {self._pick('', 'de ' + self._surname() + ' ')}"
            number = f"{self._pick('nº ', '', ', ')}{self.random.randint(1, 180)}"
            rest = self._pick("", ", 3º B", " - 2º dcha", ", bajo")
            return f"{kind} {name}{number}{rest}".replace(" ,", ","), "STREET"
        form = self._pick(
            str(person.street_address()),
            str(person.street_address()),
            f"{self._digits(3)} {self._surname()} {self._pick('St', 'Rd', 'Ave', 'Lane', 'Blvd', 'Ct')}",
            f"PO Box {self._digits(4)}",
            f"{person.street_address()}, Apt {self._digits(2)}",
        )
        return form, "STREET"

    def _zip(self) -> Value:
        return self._digits(5), "STREET"

    def _date(self) -> Value:
        rand = self.random
        year, month, day = rand.randint(1945, 2026), rand.randint(1, 12), rand.randint(1, 28)
        short = f"{year % 100:02}"
        if self.language == "es":
            name = vocabulary.MONTHS_ES[month - 1]
            forms: tuple[str, ...] = (
                f"{day:02}/{month:02}/{year}",
                f"{day} de {name} de {year}",
                f"{day} de {name}",
                f"{day}-{month}-{short}",
                f"{day}/{month}/{short}",
                f"{day} {name} {year}",
                f"{rand.choice(vocabulary.DAYS_ES)} {day} de {name}",
                f"{year}-{month:02}-{day:02}",
                f"{day}.{month}.{year}",
                f"{name} de {year}",
                f"{day:02}/{month:02}/{year}",
            )
            return rand.choice(forms), "DATE"
        name = vocabulary.MONTHS[month - 1]
        ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
        forms = (
            f"{name} {day}, {year}",
            f"{name} {day}{ending}, {year}",
            f"{month:02}/{day:02}/{year}",
            f"{month}/{day}/{short}",
            f"{name[:3]} {day}, {year}",
            f"{day} {name} {year}",
            f"{day} {name[:3]} {year}",
            f"{year}-{month:02}-{day:02}",
            f"{name} {day}",
            f"{name[:3]} {day}{ending}",
            f"the {day}{ending} of {name}",
            f"{name[:3]} {day} '{short}",
            f"{month}/{day}",
            f"{rand.choice(vocabulary.DAYS)}, {name} {day}",
            f"the {rand.choice(vocabulary.ORDINALS)} of {name}",
            f"{name} {rand.choice(vocabulary.ORDINALS)}",
            f"{day}-{name[:3]}-{year}",
            f"{month}-{day}-{year}",
            f"{name.lower()} {day} {year}",
        )
        return rand.choice(forms), "DATE"

    def _monthyear(self) -> Value:
        month, year = self.random.randint(0, 11), self.random.randint(1990, 2026)
        if self.language == "es":
            return f"{vocabulary.MONTHS_ES[month]} de {year}", "DATE"
        return self._pick(
            f"{vocabulary.MONTHS[month]} {year}",
            f"{vocabulary.MONTHS[month]} of {year}",
            f"{month + 1}/{year}",
            f"late {vocabulary.MONTHS[month]}",
            f"{vocabulary.MONTHS[month][:3]} {year}",
        ), "DATE"

    def _weekday(self) -> Value:
        return self._pick(*(vocabulary.DAYS_ES if self.language == "es" else vocabulary.DAYS)), "DATE"

    def _id(self) -> Value:
        digits, letters = self._digits, self._letters
        forms: tuple[str, ...] = (
            digits(6),
            digits(7),
            digits(8),
            f"{digits(3)}-{digits(2)}-{digits(4)}",
            f"{letters(2)}-{digits(6)}",
            f"{letters(1)}{digits(8)}",
            f"#{letters(2)}-{digits(6)}",
            f"{digits(3)}-{digits(3)}-{digits(3)}",
            f"{digits(5)}-{letters(2)}",
            f"{letters(3)}{digits(5)}",
            f"#{digits(6)}",
            digits(10),
            f"{digits(5)}{letters(3)}",
            f"{digits(2)} {digits(8)} {digits(2)}",
            f"{letters(3)}-{digits(4)}-{digits(4)}",
            f"{digits(8)}{letters(1)}",
            f"{letters(4)}-{digits(6)}",
            f"{letters(2)}{digits(2)}-{letters(3)}",
        )
        return self.random.choice(forms), "ID"

    def _contact(self) -> Value:
        person, digits = self.people[0], self._digits
        phone = (
            f"{self.random.choice('679')}{digits(2)} {digits(2)} {digits(2)} {digits(2)}"
            if self.language == "es"
            else f"{self._pick('212', '415', '617')}-{digits(3)}-{digits(4)}"
        )
        forms: tuple[str, ...] = (
            phone,
            phone,
            str(person.email()),
            f"({digits(3)}) {digits(3)}-{digits(4)}",
            f"+{digits(2)} {digits(3)} {digits(6)}",
            f"ext. {digits(4)}",
            f"{digits(3)}.{digits(3)}.{digits(4)}",
            f"www.{self._surname().lower().replace(' ', '')}.com",
        )
        return self.random.choice(forms), "CONTACT"

    def _age(self) -> Value:
        return str(self.random.randint(18, 88)), ""

    def _sex(self) -> Value:
        return self._pick("male", "female", "man", "woman", "M", "F"), ""

    def _drug(self) -> Value:
        return self._pick(*(vocabulary.DRUGS_ES if self.language == "es" else vocabulary.DRUGS)), ""

    def _disease(self) -> Value:
        return self._pick(*(vocabulary.DISEASES_ES if self.language == "es" else vocabulary.DISEASES)), ""

    def _procedure(self) -> Value:
        return self._pick(
            "appendectomy", "Whipple procedure", "hip replacement", "CABG", "Nissen fundoplication", "colonoscopy"
        ), ""

    def _gene(self) -> Value:
        return self._pick("TP53", "KRAS", "CFTR", "MYH7", "PTEN", "MLH1", "JAK2 V617F", "EGFR T790M"), ""

    def _eponym(self) -> Value:
        return self._pick(*vocabulary.EPONYMS[self.language]), ""
