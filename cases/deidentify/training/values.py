"""Invented values for the slots of the templates, in many surface forms."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from typing import Final

from faker import Faker

from cases.deidentify.training import templates_es

LOCALES: Final = {
    "en": ("en_US", "en_US", "en_US", "en_GB", "en_IN", "en_CA", "en_AU", "es_MX", "fr_FR", "de_DE", "it_IT", "pl_PL", "pt_BR", "nl_NL", "sv_SE", "vi_VN", "tr_TR", "fi_FI", "en_NG", "ro_RO"),
    "es": ("es_ES", "es_ES", "es_ES", "es_MX", "es_CO", "es_AR", "es_CL", "pt_PT", "it_IT", "ro_RO", "fr_FR", "en_US"),
}  # fmt: skip
_EN_EPONYMS = "Alzheimer Parkinson Crohn Hodgkin Graves Hashimoto Addison Cushing Marfan Wilson Kawasaki Behcet Sjogren Raynaud Meniere Murphy Babinski Tinel Phalen Mantoux Glasgow Barthel Fuhrman Gleason Child-Pugh Wells Apgar Norton Trousseau Virchow Kaposi Ewing Burkitt Barrett Dupuytren Peyronie Fournier Chagas Down Turner Klinefelter Ehlers-Danlos Guillain-Barré Charcot Stevens-Johnson Budd-Chiari Takayasu Still Paget Perthes Whipple Duke Romberg Homans Kernig Huntington Framingham Bell Bartter Gaucher Fabry Pott Ranson Hamilton Mayo Chaddock McBurney Brugada Lynch Gilbert Castleman Hunter Tourette Rett Russell Jones Light Ross Hartmann Allen Thompson Williams Conn Weber Gordon".split()
_DRUGS = "metformin lisinopril atorvastatin warfarin apixaban Eliquis Lantus prednisone methotrexate adalimumab Humira rituximab amoxicillin vancomycin levetiracetam Keppra sertraline Zoloft tamoxifen Gleevec imatinib losartan amlodipine omeprazole Plavix clopidogrel Xarelto insulin albuterol furosemide".split()
_DRUGS_ES = "metformina lisinopril atorvastatina acenocumarol Sintrom apixaban prednisona metotrexato adalimumab Humira rituximab amoxicilina vancomicina levetiracetam sertralina tamoxifeno omeprazol Adiro clopidogrel insulina salbutamol furosemida Nolotil paracetamol".split()
_DISEASES = ("hypertension", "type 2 diabetes", "COPD", "atrial fibrillation", "breast cancer", "multiple sclerosis", "Crohn's disease", "Parkinson's disease", "lupus", "asthma", "chronic kidney disease", "MS", "CHF", "rheumatoid arthritis", "Graves disease", "acute pancreatitis", "sickle cell disease", "Hodgkin lymphoma")
_DISEASES_ES = ("hipertensión", "diabetes tipo 2", "EPOC", "fibrilación auricular", "cáncer de mama", "esclerosis múltiple", "enfermedad de Crohn", "enfermedad de Parkinson", "lupus", "asma", "insuficiencia renal", "artritis reumatoide", "pancreatitis aguda", "ictus", "linfoma de Hodgkin")
_MONTHS = "January February March April May June July August September October November December".split()
_MONTHS_ES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DAYS_ES = "lunes martes miércoles jueves viernes sábado domingo".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth fifteenth twentieth twenty-first thirtieth".split()
_SITE_HEADS = ("Hospital", "Medical Center", "Clinic", "Regional Hospital", "General Hospital", "Memorial Hospital", "Health", "Cancer Center", "Children's Hospital", "Heart Institute", "Community Hospital", "Health System", "Nursing Home", "Rehabilitation Center", "High School", "Hospice", "Infirmary", "Oncology Center", "Medical Group")
_SITES_BARE = ("Bellevue", "Beth Israel", "Cedar Ridge", "Barnes-Jewish", "Northwell", "Kaiser", "Kaiser Permanente", "UCSF", "UCLA", "NYU Langone", "MGH", "Brigham and Women's", "Mount Carmel", "Mass General", "Lahey", "Geisinger", "Duke", "Vanderbilt", "Emory", "Stanford", "Mt. Zion", "Sutter", "Baylor", "Good Samaritan", "Sacred Heart", "Providence", "Mercy", "Johns Hopkins", "Mayo", "Methodist", "Cleveland", "Ochsner", "Intermountain", "Guy's", "Addenbrooke's", "the Royal Free", "St Thomas'", "Tufts", "Yale", "Columbia Presbyterian", "MD Anderson", "Sloan Kettering", "Dana-Farber")
_SITE_HEADS_ES = ("Hospital", "Hospital Universitario", "Clínica", "Centro de Salud", "Hospital General de", "Hospital Comarcal de", "Complejo Hospitalario de", "Residencia", "Colegio", "Instituto", "Hospital Virgen de", "Hospital San", "Centro Médico", "Ambulatorio de")

Value = tuple[str, str]  # text and label; the label "" marks ordinary words


class Values:
    """A source of values for one language, always the same for the same seed."""

    def __init__(self, language: str, seed: int, places: list[str]) -> None:
        """`places` are names of towns to draw from."""
        self.language = language
        self.random = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.places = places
        self.people = [Faker(locale) for locale in LOCALES[language]]
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
            forms = (f"{first} {last}", f"{first} {last} {second}", f"{first} {last} {second}", f"{first} {last[0]}.", f"{first[0]}. {last}", f"{last} {second}, {first}", f"{first} {last}".upper(), first)
            return self.random.choice(forms), "NAME"
        forms = (f"{first} {last}", f"{first} {last}", f"{first} {last}", f"{first} {initial}.", f"{first} {initial}.", f"{first} {initial}", f"{first} {initial}. {last}", f"{first[0]}. {last}", f"{last}, {first}", f"{first} {last}-{self._surname()}", f"{first} {last}".upper(), f"{first[0]}.{last[0]}.", first, f"{first} {last}".lower())
        return self.random.choice(forms), "NAME"

    def _lower(self) -> Value:
        return self._pick(f"{self._given()} {self._surname()}", self._surname(), f"{self._given()} {self._letters(1)}").lower(), "NAME"

    def _initials(self) -> Value:
        return self._pick(f"{self._letters(1)}.{self._letters(1)}.", self._letters(2), f"{self._letters(1)}. {self._letters(1)}."), "NAME"

    def _place(self) -> Value:
        return self.random.choice(self.places), "PLACE"

    def _site(self) -> Value:
        if self.language == "es":
            tail = self._pick(self.random.choice(self.places), f"{self._given()} {self._surname()}", f"Doctor {self._surname()}", f"San {self._given()}", f"Virgen del {self._surname()}", f"{self._surname()} {self._surname()}")
            return f"{self._pick(*_SITE_HEADS_ES)} {tail}", "SITE"
        tail = self._pick(*_SITE_HEADS)
        stem = self._pick(self.random.choice(self.places), self._surname(), f"St. {self._given()}'s", f"{self._surname()} {self._surname()}", f"Mt. {self._surname()}", f"{self.random.choice(self.places)} {self._pick('Valley', 'County', 'West', 'Park', 'Lake')}")
        forms = (f"{stem} {tail}", f"{stem} {tail}", f"{stem} {tail}", self._pick(*_SITES_BARE), self._pick(*_SITES_BARE), f"{self._pick(*_SITES_BARE)} {tail}", f"{stem} {tail.lower()}", f"St. {self._given()}'s", f"Mt. {self._surname()}", f"{self._pick('General', 'Memorial', 'City', 'University', 'County')} Hospital")
        return self.random.choice(forms), "SITE"

    def _street(self) -> Value:
        person = self.people[0]
        if self.language == "es":
            kind = self._pick("C/", "Calle", "Avda.", "Avenida", "Plaza", "Paseo", "Camino de")
            return f"{kind} {self._surname()} {self._pick('', 'de ' + self._surname() + ' ')}{self._pick('nº ', '', ', ')}{self.random.randint(1, 180)}{self._pick('', ', 3º B', ' - 2º dcha', ', bajo')}".replace(" ,", ","), "STREET"
        form = self._pick(str(person.street_address()), str(person.street_address()), f"{self._digits(3)} {self._surname()} {self._pick('St', 'Rd', 'Ave', 'Lane', 'Blvd', 'Ct')}", f"PO Box {self._digits(4)}", f"{person.street_address()}, Apt {self._digits(2)}")
        return form, "STREET"

    def _zip(self) -> Value:
        return self._digits(5), "STREET"

    def _date(self) -> Value:
        rand = self.random
        year, month, day = rand.randint(1945, 2026), rand.randint(1, 12), rand.randint(1, 28)
        short = f"{year % 100:02}"
        if self.language == "es":
            name = _MONTHS_ES[month - 1]
            forms = (f"{day:02}/{month:02}/{year}", f"{day} de {name} de {year}", f"{day} de {name}", f"{day}-{month}-{short}", f"{day}/{month}/{short}", f"{day} {name} {year}", f"{rand.choice(_DAYS_ES)} {day} de {name}", f"{year}-{month:02}-{day:02}", f"{day}.{month}.{year}", f"{name} de {year}", f"{day:02}/{month:02}/{year}")
            return rand.choice(forms), "DATE"
        name = _MONTHS[month - 1]
        ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
        forms = (f"{name} {day}, {year}", f"{name} {day}{ending}, {year}", f"{month:02}/{day:02}/{year}", f"{month}/{day}/{short}", f"{name[:3]} {day}, {year}", f"{day} {name} {year}", f"{day} {name[:3]} {year}", f"{year}-{month:02}-{day:02}", f"{name} {day}", f"{name[:3]} {day}{ending}", f"the {day}{ending} of {name}", f"{name[:3]} {day} '{short}", f"{month}/{day}", f"{rand.choice(_DAYS)}, {name} {day}", f"the {rand.choice(_ORDINALS)} of {name}", f"{name} {rand.choice(_ORDINALS)}", f"{day}-{name[:3]}-{year}", f"{month}-{day}-{year}", f"{name.lower()} {day} {year}")
        return rand.choice(forms), "DATE"

    def _monthyear(self) -> Value:
        month, year = self.random.randint(0, 11), self.random.randint(1990, 2026)
        if self.language == "es":
            return f"{_MONTHS_ES[month]} de {year}", "DATE"
        return self._pick(f"{_MONTHS[month]} {year}", f"{_MONTHS[month]} of {year}", f"{month + 1}/{year}", f"late {_MONTHS[month]}", f"{_MONTHS[month][:3]} {year}"), "DATE"

    def _weekday(self) -> Value:
        return self._pick(*(_DAYS_ES if self.language == "es" else _DAYS)), "DATE"

    def _id(self) -> Value:
        digits, letters = self._digits, self._letters
        forms = (digits(6), digits(7), digits(8), f"{digits(3)}-{digits(2)}-{digits(4)}", f"{letters(2)}-{digits(6)}", f"{letters(1)}{digits(8)}", f"#{letters(2)}-{digits(6)}", f"{digits(3)}-{digits(3)}-{digits(3)}", f"{digits(5)}-{letters(2)}", f"{letters(3)}{digits(5)}", f"#{digits(6)}", digits(10), f"{digits(5)}{letters(3)}", f"{digits(2)} {digits(8)} {digits(2)}", f"{letters(3)}-{digits(4)}-{digits(4)}", f"{digits(8)}{letters(1)}", f"{letters(4)}-{digits(6)}", f"{letters(2)}{digits(2)}-{letters(3)}")
        return self.random.choice(forms), "ID"

    def _contact(self) -> Value:
        person, digits = self.people[0], self._digits
        phone = f"{self.random.choice('679')}{digits(2)} {digits(2)} {digits(2)} {digits(2)}" if self.language == "es" else f"{self._pick('212', '415', '617')}-{digits(3)}-{digits(4)}"
        forms = (phone, phone, str(person.email()), f"({digits(3)}) {digits(3)}-{digits(4)}", f"+{digits(2)} {digits(3)} {digits(6)}", f"ext. {digits(4)}", f"{digits(3)}.{digits(3)}.{digits(4)}", f"www.{self._surname().lower().replace(' ', '')}.com")
        return self.random.choice(forms), "CONTACT"

    def _age(self) -> Value:
        return str(self.random.randint(18, 88)), ""

    def _sex(self) -> Value:
        return self._pick("male", "female", "man", "woman", "M", "F"), ""

    def _drug(self) -> Value:
        return self._pick(*(_DRUGS_ES if self.language == "es" else _DRUGS)), ""

    def _disease(self) -> Value:
        return self._pick(*(_DISEASES_ES if self.language == "es" else _DISEASES)), ""

    def _procedure(self) -> Value:
        return self._pick("appendectomy", "Whipple procedure", "hip replacement", "CABG", "Nissen fundoplication", "colonoscopy"), ""

    def _gene(self) -> Value:
        return self._pick("TP53", "KRAS", "CFTR", "MYH7", "PTEN", "MLH1", "JAK2 V617F", "EGFR T790M"), ""

    def _eponym(self) -> Value:
        return self._pick(*(templates_es.EPONYMS if self.language == "es" else _EN_EPONYMS)), ""
