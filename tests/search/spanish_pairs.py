"""Pairs of Spanish queries and texts: 66 that must meet and 21 that must stay apart, on every engine."""

from __future__ import annotations

MEET = [
    ("presión alta", "presion alta"), ("corazón", "corazones"), ("corazón", "corazon"), ("corazones", "corazon"),
    ("diabéticos", "diabetes"), ("diabético", "diabetes"), ("diabéticas", "diabetes"), ("diabética", "diabéticos"),
    ("riñón", "rinon"), ("riñón", "riñones"), ("riñón", "rinones"), ("rinon", "riñones"), ("niños", "ninos"),
    ("niños", "niño"), ("niño", "nino"), ("niños", "nino"), ("niña", "ninas"), ("niñas", "nina"), ("bebé", "bebés"),
    ("bebé", "bebe"), ("mano", "manos"), ("ojo", "ojos"), ("pie", "pies"), ("oído", "oídos"), ("oído", "oidos"),
    ("dedo", "dedos"), ("gota", "gotas"), ("boca", "bocas"), ("piel", "pieles"), ("pulmón", "pulmones"),
    ("pulmón", "pulmon"), ("infección", "infecciones"), ("infección", "infeccion"), ("vacuna", "vacunas"),
    ("alérgico", "alérgicas"), ("alérgico", "alergica"), ("cáncer", "cánceres"), ("cáncer", "cancer"),
    ("análisis", "analisis"), ("luz", "luces"), ("embarazada", "embarazadas"), ("sarampión", "sarampion"),
    ("hígado", "higado"), ("uña encarnada", "uñas encarnadas"), ("año", "años"), ("vértigo", "vertigo"),
    ("cesárea", "cesareas"), ("pingüino", "pinguino"), ("dolor de cabeza", "dolores de cabeza"),
    ("hueso", "huesos"), ("sueño", "suenos"), ("daño", "danos"), ("baño", "banos"),
    ("estreñimiento", "estrenimiento"), ("muñeca", "munecas"), ("mes", "meses"), ("lesión", "lesiones"),
    ("lesión", "lesion"), ("crisis", "CRISIS"), ("tos", "TOS"), ("virus", "Virus"), ("RIÑÓN", "riñones"),
    ("nin\u0303o", "niño"), ("corazo\u0301n", "corazones"), ("PRESIÓN ALTA", "presion alta"), ("an\u0303o", "años"),
]  # fmt: skip

APART = [
    ("año", "ano"), ("años", "anos"), ("año", "anos"), ("años", "ano"), ("tiña", "tina"), ("uña", "una"),
    ("cuña", "cuna"), ("peña", "pena"), ("moño", "mono"), ("caña", "cana"), ("campaña", "campana"),
    ("soñar", "sonar"), ("doña", "dona"), ("saña", "sana"), ("gato", "gota"), ("casa", "caso"), ("caries", "cara"),
    ("papa", "papel"), ("uñas", "unas"), ("cañas", "canas"), ("piña", "pina"),
]  # fmt: skip
