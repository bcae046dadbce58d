"""What we ask the carrier when we come back, after a restart or an absence of the database: which
phones still ring for us, who talks with whom, and who called meanwhile and has hung up without our
knowing them.

Those are listed for a call-back: nobody who rang the hotline is forgotten because it was down.
What was texted meanwhile is taken in and answered as if it had just come; so is what was taken in
before, when we died or lost the database before the answer.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.doors.chat.text_wording import TextWording
from app.doors.webhooks.answering import answer_owed_texts
from app.doors.webhooks.facts import UNHEARD_CALLER_LISTED, UNREAD_TEXT_TAKEN_IN
from app.doors.webhooks.incoming_texts import is_text_known, keep_text_receipt, take_text
from app.doors.webhooks.models import Receipt
from app.doors.webhooks.trouble import list_caller
from app.hotline.blocking.queries import look_up_block
from app.hotline.calls.control import CallControl
from app.hotline.calls.queries import find_leg_by_call
from app.hotline.calls.repair import look_at_rings
from app.hotline.calls.talking.unheard_talk import look_at_rooms
from app.hotline.contacts.numbers import read_caller
from app.hotline.services import LateTexts
from app.kit.storage.away import Absence, find_lack
from app.kit.storage.health import look_at_database
from app.telephony.port import CallerFact, CarrierError, IncomingText
from knowledge.tidying import mend_halves

log = logging.getLogger(__name__)

MARGIN = timedelta(seconds=30)
"""The carrier tells whole seconds, by a clock of its own."""


@dataclass(slots=True)
class Homecoming:
    """`started_at`: when this process began; what it has looked at is kept between looks."""

    control: CallControl
    started_at: datetime
    late_texts: LateTexts
    training: bool = False
    wording: TextWording | None = None
    _is_started: bool = False
    _absence: Absence | None = None
    _unheard_since: datetime | None = field(default=None)
    _unread_since: datetime | None = field(default=None)
    _owes_answers: bool = False

    def look(self) -> None:
        """Ask once after each return, and again while callers unknown to us are on the line.

        Raises what the database raises while it is away.
        """
        presence = self.control.store.presence
        if presence.lost_at is not None:  # on a quiet line nobody else would notice its return
            look_at_database(self.control.store)
        absence = presence.last_absence
        if not self._is_started or absence != self._absence:
            unheard = [] if self._is_started else [self._find_last_heard()]
            unheard += [] if absence in (None, self._absence) else [absence.lost_at]
            self._come_back(min((at for at in unheard if at is not None), default=None))
            self._is_started = True
        self._absence = absence
        if self._unheard_since is not None:
            self._take_in(self._unheard_since)
        if self._unread_since is not None and self.wording is not None:
            self._take_in_texts(self._unread_since, self.wording)
        if self._owes_answers and self._unread_since is None and self.late_texts.answer is not None:
            answer_owed_texts(self.control.store, self.late_texts.answer)
            self._owes_answers = False

    def _come_back(self, unheard_since: datetime | None) -> None:
        look_at_rings(self.control)
        look_at_rooms(self.control)
        self._owes_answers = True
        if unheard_since is not None:
            self._unheard_since = self._unread_since = unheard_since - MARGIN

    def _find_last_heard(self) -> datetime | None:
        """When the carrier last reached us before this process began; None if it never did."""
        heard = select(func.max(Receipt.received_at)).where(Receipt.received_at < self.started_at)
        with self.control.store.read() as session:
            return session.scalar(heard)

    def _take_in(self, since: datetime) -> None:
        try:
            callers = self.control.carrier.list_callers(since)
        except CarrierError as error:
            log.warning("the carrier could not say who called meanwhile: %s", error)
            return
        with self.control.store.read() as session:
            unknown = [x for x in callers if find_leg_by_call(session, x.call_sid) is None]
        for caller in unknown:
            if caller.is_over:
                self._list(caller)
        if all(caller.is_over for caller in unknown):
            self._unheard_since = None

    def _list(self, caller: CallerFact) -> None:
        number = read_caller(caller.number)
        with self.control.router.write() as work:
            contact = list_caller(work, caller.call_sid, number, training=self.training)
            if contact is not None:
                work.uow.record(UNHEARD_CALLER_LISTED, contact_id=contact.id)

    def _take_in_texts(self, since: datetime, wording: TextWording) -> None:
        """A text is told once and no more: what came while nobody took it is asked for.

        Answered is once all are taken in, so that none of them is read as a reply to an answer.
        """
        control = self.control
        try:
            texts = control.carrier.list_texts(since)
        except CarrierError as error:
            log.warning("the carrier could not say who texted meanwhile: %s", error)
            return
        for text in texts:
            try:
                self._take_in_text(text, wording)
            except Exception as error:
                if find_lack(error) is not None:
                    raise
                log.exception("a text that came meanwhile could not be taken in; the others are")
        self._unread_since = None

    def _take_in_text(self, text: IncomingText, wording: TextWording) -> None:
        store, number = self.control.store, read_caller(text.number)
        known = replace(text, number=number, text=mend_halves(text.text))
        is_blocked = look_up_block(store, number)
        with self.control.router.write() as work:
            if not number or is_text_known(work.uow, text.message_sid):
                return
            taken = take_text(work, wording, known, training=self.training, is_blocked=is_blocked)
            keep_text_receipt(work.uow, text.message_sid, taken.verdict)
            work.uow.record(UNREAD_TEXT_TAKEN_IN)
