"""Those who are asked something hear of it: links are made when a round opens, messages while it is open, nothing is left after."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from scd_workflow.app.rounds import link, round_of
from scd_workflow.app.timing import moment_in
from scd_workflow.app.view import local, view
from scd_workflow.config.invitations import respondents
from scd_workflow.domain import evaluations, invitations, tickets
from scd_workflow.render.invitation import InvitationPage
from scd_workflow.render.mail import mail
from scd_workflow.render.mime import freeze, message_id
from scd_workflow.store import invitations as store
from scd_workflow.store import outbox, responses
from scd_workflow.store.engine import reading
from scd_workflow.store.invitations import Link
from scd_workflow.store.outbox import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.config.invitations import Reached
    from scd_workflow.domain.campaign_rules import Campaign
    from scd_workflow.domain.campaigns import Round
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.ids import CampaignId, OrganisationId
    from scd_workflow.domain.instruments import Instrument
    from scd_workflow.domain.tickets import Spot
    from scd_workflow.store.engine import Connection
    from scd_workflow.texts import Language

SECRET_BYTES: Final = 32

AT_ONCE: Final = 200
"""How many messages are written in one transaction, in which nobody else can record."""

CHANNEL: Final = "mail"


class Reader(NamedTuple):
    """Somebody who is written to about a round: everybody at one address (`tickets.OPEN`), or one person by reference."""

    organisation: OrganisationId
    who: str
    address: str
    language: Language


@dataclass(frozen=True, slots=True)
class _Open:
    """A round of which people hear today: its links are made from `secret`, and `planned` is what they hear when."""

    round: Round
    spot: Spot
    secret: bytes
    instrument: Instrument
    planned: tuple[invitations.Step, ...]


def begin(connection: Connection, office: Office, events: Sequence[Event], asked: Mapping[str, Instrument]) -> None:
    """Let the rounds that were opened take answers, of an organisation without a list by one link for everybody there."""
    for event in events:
        assert event.kind == "campaign_opened"
        of, secret = round_of(office, event.campaign, event.round), secrets.token_bytes(SECRET_BYTES)
        responses.keep_instrument(connection, asked[event.instrument_hash])
        responses.begin(connection, of, secret)
        campaign = view(connection, office.programme, event.at).network.campaigns[event.campaign]
        together = _together(office, campaign, event.invited)
        store.keep(connection, of, (_link(secret, each, tickets.OPEN) for each in together))


def undelivered(office: Office, spot: Spot) -> dict[OrganisationId, int]:
    """How many people of each organisation no message about a round reached; only before `end` can that be told."""
    with reading(office.engine) as connection:
        return invitations.undelivered(store.ended(connection, office.programme, spot.obligation))


def end(connection: Connection, office: Office, event: Event) -> None:
    """Erase what could tell who answered: the secret of a round, its links, and every message about it."""
    assert event.kind == "campaign_closed"
    responses.end(connection, round_of(office, event.campaign, event.round))
    store.erase_messages(connection, office.programme, tickets.Spot(event.campaign, event.round).obligation)


def invite(connection: Connection, office: Office, seen: View, *, most: int = AT_ONCE) -> bool:
    """Put into the outbox what those who are asked are to hear today, so that `most` wait there; whether some may be left.

    Thousands in one go would keep everybody else waiting, at the rate of some mail servers for hours. Raises `PlanInvalid`
    when the settings do not say where they are.
    """
    waiting = store.untried(connection, office.programme)
    if waiting > most // 2:
        return True
    left = most - waiting
    for round_ in invitations.inviting(seen.progress):
        open_ = _open(connection, office, seen, round_)
        if open_ is None:
            continue
        chosen = list(islice(_due(connection, office, seen, open_), left))
        links = (_link(open_.secret, reader.organisation, reader.who) for reader, _ in chosen)
        store.keep(connection, round_of(office, *open_.spot), links)
        drafts = [_draft(office, seen, open_, reader, step) for reader, step in chosen]
        outbox.enqueue(connection, office.programme, drafts, now=seen.now)
        left -= len(drafts)
    return left == 0


def open_links(office: Office, campaign: CampaignId, now: datetime) -> dict[OrganisationId, str]:
    """The link for everybody of each organisation that has one, while a round is open; raises `Refused` when none is."""
    with reading(office.engine) as connection:
        seen = view(connection, office.programme, now)
        round_ = evaluations.round_at_hand(seen.progress, campaign, "import")
        spot, opened = invitations.spot_of(round_), round_.state.opened
        assert opened is not None
        secret = responses.secret_of(connection, round_of(office, *spot))
        found = {each: tickets.token(secret, each, tickets.OPEN) for each in opened.invited}
        known = {
            each: token
            for each, token in found.items()
            if store.find(connection, round_of(office, *spot), tickets.hash_of(secret, token))
        }
    return {each: link(office, spot, token) for each, token in known.items()}


def _open(connection: Connection, office: Office, seen: View, round_: Round) -> _Open | None:
    """A round with what its messages are made of; None when the secret is not there, as in a history that was made up."""
    spot, opened = invitations.spot_of(round_), round_.state.opened
    assert opened is not None
    secret = responses.secret_while_open(connection, round_of(office, *spot))
    if secret is None:
        return None
    instrument = responses.instrument_of(connection, opened.instrument_hash)
    return _Open(round_, spot, secret, instrument, invitations.steps(seen.progress, round_))


def _places(office: Office, campaign: Campaign) -> Mapping[OrganisationId, Reached]:
    return office.invitations.audiences.get(campaign.audience, {})


def _together(office: Office, campaign: Campaign, asked: Iterable[OrganisationId]) -> Iterator[OrganisationId]:
    """The organisations of which everybody has the same link; by that nobody could ask only a part of them."""
    places = _places(office, campaign)
    if campaign.panels == 1:
        yield from (each for each in asked if each not in places or places[each].list is None)


def _link(secret: bytes, organisation: OrganisationId, who: str) -> Link:
    digest = tickets.hash_of(secret, tickets.token(secret, organisation, who))
    return Link(digest, organisation, personal=who != tickets.OPEN)


def _due(connection: Connection, office: Office, seen: View, open_: _Open) -> Iterator[tuple[Reader, str]]:
    """Who is to hear what today."""
    told = _told(connection, office, seen, open_.spot)
    silent = office.invitations.remind == "silent"
    used = store.used(connection, round_of(office, *open_.spot)) if silent else frozenset()
    for reader in _readers(office, open_):
        step = invitations.due(open_.planned, told.get((reader.organisation, reader.who), {}), seen.today)
        if step is not None and _link(open_.secret, reader.organisation, reader.who).hash not in used:
            yield reader, step


def _told(
    connection: Connection, office: Office, seen: View, spot: Spot
) -> Mapping[tuple[OrganisationId, str], dict[str, date]]:
    """On which day each reader was told which step."""
    found: defaultdict[tuple[OrganisationId, str], dict[str, date]] = defaultdict(dict)
    for key, moment in store.told(connection, office.programme, spot.obligation).items():
        read = tickets.read_key(key)
        assert read is not None
        _, organisation, step, who = read
        found[organisation, who][step] = local(seen.plan, moment).date()
    return found


def _readers(office: Office, open_: _Open) -> Iterator[Reader]:
    assert open_.round.state.opened is not None
    places = _places(office, open_.round.campaign)
    for organisation in open_.round.state.opened.invited:
        reached = places.get(organisation)
        if reached is not None and reached.list is not None:
            yield from _listed(office, open_, organisation, reached)
        elif reached is not None and reached.address is not None and open_.round.campaign.panels == 1:
            yield Reader(organisation, tickets.OPEN, reached.address, reached.language)


def _listed(office: Office, open_: _Open, organisation: OrganisationId, reached: Reached) -> Iterator[Reader]:
    for each in respondents(office.config, reached):
        if invitations.is_asked(open_.round, each.address):
            who = tickets.reference(open_.secret, each.address)
            yield Reader(organisation, who, each.address, each.language)


def _draft(office: Office, seen: View, open_: _Open, reader: Reader, step: str) -> Draft:
    key = f"{tickets.key_of(open_.spot, reader.organisation, step, reader.who)}/{CHANNEL}"
    named = f"{office.programme}/{key}"
    voice = office.channels.mail.voice(reader.organisation)
    written = mail(_page(office, seen, open_, reader, step, named), office.config, reader.language)
    mime = freeze(
        written,
        sender=voice.sender,
        reply_to=voice.reply_to,
        recipient_name="",
        address=reader.address,
        message_id=message_id(named, voice.message_id_domain),
        date=seen.now,
        thread=message_id(tickets.key_of(open_.spot, reader.organisation, "", reader.who), voice.message_id_domain),
    )
    return Draft(
        key=key,
        obligation=open_.spot.obligation,
        recipient=f"{reader.organisation}/{reader.who}",
        address=reader.address,
        channel=voice.channel,
        subject=written.subject,
        mime=mime,
        not_before=moment_in(office, seen, reader.organisation, seen.now),
    )


def _page(office: Office, seen: View, open_: _Open, reader: Reader, step: str, key: str) -> InvitationPage:
    opened = open_.round.state.opened
    assert opened is not None
    names = {each.id: each.name for each in seen.plan.organisations}
    return InvitationPage(
        key=key,
        programme=seen.plan.programme.name,
        title=open_.instrument.title.said(reader.language),
        introduction=open_.instrument.introduction.said(reader.language),
        organisation=names.get(reader.organisation, reader.organisation),
        link=link(office, open_.spot, tickets.PLACEHOLDER) + f"?taal={reader.language}",
        until=opened.until,
        personal=reader.who != tickets.OPEN,
        reminder=step != invitations.INVITE,
        everyone=office.invitations.remind == "everyone",
    )
