"""Translating: the certificate of a vehicle as an English sheet for its buyer."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from broker_app.domain.certificate_checks import owner_is
from broker_app.domain.translating import lines_of
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.jobs.names import called
from broker_app.store import certificates, companies, vehicles
from broker_app.store.database import Rows

if TYPE_CHECKING:
    from broker_app.papers.page import Page


@dataclass(frozen=True, slots=True)
class Translated:
    """The sheet, and whether the people on the certificate are left out of it."""

    page: "Page"
    owner_left_out: bool


def translated(reader: Rows, books: Books, vehicle: int, today: date) -> Translated:
    """Return the translation of the certificate that counts.

    An owner who is not the exporter is left out with the addresses: from whom a vehicle was bought
    is not told to its buyer. Raises UserError for a vehicle without a certificate.
    """
    from broker_app.papers.translation import Translation, lay_out_translation

    certificate = certificates.latest(reader, vehicle)
    if certificate is None:
        raise UserError("certificate_none", vehicle=called(vehicles.get(reader, vehicle)))
    company = companies.get(reader, companies.of_vehicles(reader, [vehicle])[vehicle])
    other = owner_is(certificate.owner, company.all_names) == "differs"
    made = Translation(
        kind=certificate.kind,
        chassis_number=certificate.chassis_number,
        author=company.name,
        date=today.isoformat(),
        lines=tuple(lines_of(certificate, books.certificate_words, with_owner=not other)),
    )
    return Translated(lay_out_translation(made), other)
