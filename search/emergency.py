"""Words that mean somebody may need help now. The search page then says whom to call before it shows results.

Own list, in both languages at once: people search in the language in which they panic. A false alarm costs a
box on a page, a missed one may cost a life, so the list is broad on purpose.
"""

from __future__ import annotations

from typing import Final

from search.analysis.text import TOKEN, fold, normal

_PHRASES: Final = """
chest pain; pain in my chest; pain in chest; chest hurts; chest tightness; pressure in my chest; heart attack
heart attack symptoms; cardiac arrest; stroke; stroke symptoms; stroke signs; signs of stroke; face drooping
face droop; slurred speech; sudden weakness; one side weak; arm numb
can't breathe; cant breathe; cannot breathe; can not breathe; not breathing; stopped breathing; choking
difficulty breathing; trouble breathing; hard to breathe; blue lips; gasping
suicide; suicidal; kill myself; killing myself; end my life; want to die; hurt myself; self harm
overdose; overdosed; took too many pills; too many pills; poisoned; poisoning; swallowed bleach; swallowed battery
unconscious; passed out; won't wake up; wont wake up; not waking up; unresponsive; collapsed; seizure won't stop
severe bleeding; heavy bleeding; bleeding won't stop; won't stop bleeding; coughing up blood; vomiting blood
anaphylaxis; anaphylactic; throat swelling; throat closing; worst headache; thunderclap headache; drowning
electric shock; severe burn; snake bite; baby not breathing; baby blue; fever stiff neck
dolor de pecho; dolor en el pecho; dolor en pecho; dolor toracico; duele el pecho; opresion en el pecho
presion en el pecho; infarto; ataque al corazon; ataque cardiaco; paro cardiaco; ictus; derrame cerebral
accidente cerebrovascular; embolia cerebral; cara caida; cara torcida; boca torcida; no puede hablar
no respira; no puedo respirar; no puede respirar; dejo de respirar; dificultad para respirar; le cuesta respirar
me cuesta respirar; me ahogo; se ahoga; atragantamiento; atragantado; asfixia; labios azules
suicidio; suicidarme; suicidarse; matarme; quitarme la vida; quiero morir; quiero morirme; hacerme dano
autolesion; autolesiones; sobredosis; demasiadas pastillas; envenenamiento; intoxicacion; envenenado; lejia
inconsciente; no despierta; no reacciona; perdio el conocimiento; desmayo; no responde; convulsion; convulsiones
hemorragia; sangrado abundante; no para de sangrar; sangra mucho; vomito sangre; vomita sangre; tose sangre
anafilaxia; choque anafilactico; garganta cerrada; se me cierra la garganta; peor dolor de cabeza
descarga electrica; quemadura grave; mordedura de serpiente; ahogamiento
"""
PHRASES: Final = tuple(
    tuple(TOKEN.findall(fold(normal(phrase)).replace("'", "")))
    for line in _PHRASES.strip().splitlines()
    for phrase in line.split(";")
)


def is_emergency(query: str) -> bool:
    """Whether the query has one of the phrases, word for word, whatever its marks and apostrophes."""
    padded = f" {' '.join(TOKEN.findall(fold(normal(query)).replace(chr(39), '')))} "
    return any(f" {' '.join(phrase)} " in padded for phrase in PHRASES)
