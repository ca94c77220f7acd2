"""Plausible names for the many people of the large demonstration, always in the same order."""

_FIRST = (
    "Ada Amir Anouk Arjun Beata Bruno Carla Chidi Dana Davide Elif Emil Farah Felix Greta Hanna "
    "Hugo Idris Irina Ivo Jana Joao Jun Kai Karin Lars Leila Liam Lina Luca Mara Mateo Mina Nadia "
    "Nils Noor Olga Omar Paula Pavel Rana Rosa Samir Sara Sven Tariq Uma Vera Yara Zoe"
)
_LAST = (
    "Abel Adeyemi Bakker Berg Costa Dahl Demir Egger Falk Ferrari Greco Haas Holm Ito Jansen Kaya "
    "Keller Kim Lang Lopez Mendes Moreau Nagy Novak Okoye Olsen Patel Petrov Quist Ricci Rossi "
    "Santos Sato Silva Steiner Tanaka Urban Vogel Weber Zhou"
)
FIRST, LAST = _FIRST.split(), _LAST.split()


def name_of(number: int) -> tuple[str, str]:
    """Return the user name and display name of a person; numbers from 0, without a repeat."""
    first = FIRST[number % len(FIRST)]
    last = LAST[number // len(FIRST) % len(LAST)]
    lap = number // (len(FIRST) * len(LAST))
    suffix = str(lap + 1) if lap else ""
    return f"{first}.{last}{suffix}".lower(), f"{first} {last} {suffix}".strip()
