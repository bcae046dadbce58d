"""Random histories: the laws hold after every event, and rows equal memory."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from routing.events import (
    AdviceAsked,
    AdviceEnded,
    AgentBecameNotReady,
    AgentBecameReady,
    AgentLeavesAfterWork,
    AgentLineDropped,
    AgentSignedOut,
    CallbackBooked,
    CallbackMissed,
    CallerCalledAgain,
    ContactHandedOver,
    ContactLeft,
    ContactRedescribed,
    ContactTransferred,
    ConversationEnded,
    DeadlineReached,
    InterpreterAsked,
    OfferAccepted,
    OfferConnected,
    OfferDeclined,
    OfferFailed,
    WrapUpEnded,
)
from routing.model import AgentState, Channel
from routing.settings import InterpretedSettings, Settings
from tests.routing.world import Line, make_agent, make_contact

SEATS = ("general", "lawyer")
agent_ids = st.integers(1, 6)


class AnyHistory(RuleBasedStateMachine):
    """A small line under every kind of event, sensible or not."""

    def __init__(self) -> None:
        super().__init__()
        rule_ = InterpretedSettings(guard_seats=2)
        self.line = Line(settings=Settings(seats=SEATS, interpreted=rule_, chat_wrap_up_s=5))
        self.next_contact = 1
        self.offers = 0

    @rule(number=agent_ids, bi=st.booleans(), main=st.sampled_from(SEATS), mixes=st.booleans())
    def sign_in(self, number, bi, main, mixes):
        known = self.line.state.agents.get(number)
        if known is not None:
            bi, main, mixes = known.is_bilingual, known.main_seat, known.mixes_channels
        languages = "zh bo" if bi else "zh"
        self.line.sign_in(
            make_agent(number, languages, main, mixes_channels=mixes, on_call=number == 6)
        )

    @rule(
        language=st.sampled_from(["zh", "bo", None]),
        seat=st.sampled_from([*SEATS, "unheard_of"]),
        channel=st.sampled_from(list(Channel)),
        danger=st.booleans(),
    )
    def ask(self, language, seat, channel, danger):
        contact = make_contact(
            self.next_contact, language, seat, self.line.now, channel=channel, danger=danger
        )
        self.next_contact += 1
        self.line.ask(contact)

    @rule(seconds=st.sampled_from([0.0, 1.0, 7.0, 20.0, 400.0]))
    def wait(self, seconds):
        until = self.line.now + seconds
        while due := self._due(until):
            at, kind, subject = due
            self.line.do(DeadlineReached(kind, subject), max(at, self.line.now))
        self.line.now = until

    def _due(self, until):
        deadlines = self.line.state.deadlines.items()
        due = sorted((at, kind, subject) for (kind, subject), at in deadlines if at <= until)
        return due[0] if due else None

    def _contact(self, data):
        return data.draw(st.integers(1, max(1, self.next_contact)))

    def _offer(self, data):
        return data.draw(st.integers(1, max(1, self.line.state.next_offer_id)))

    @rule(data=st.data())
    def live_offer(self, data):
        offers = list(self.line.state.offers.values())
        if not offers:
            return
        offer = data.draw(st.sampled_from(offers))
        agent = data.draw(st.sampled_from(offer.agent_ids))
        make = data.draw(st.sampled_from([OfferAccepted, OfferAccepted, OfferDeclined]))
        self.line.do(make(offer.id, agent))

    @rule(data=st.data())
    def join(self, data):
        offers = list(self.line.state.offers)
        if offers:
            self.line.do(OfferConnected(data.draw(st.sampled_from(offers))))

    @rule(data=st.data(), agent=agent_ids, kind=st.sampled_from(["yes", "no", "fail", "join"]))
    def any_offer(self, data, agent, kind):
        offer = self._offer(data)
        events = {
            "yes": OfferAccepted(offer, agent),
            "no": OfferDeclined(offer, agent),
            "fail": OfferFailed(offer, agent, data.draw(st.sampled_from(["busy", "join_failed"]))),
            "join": OfferConnected(offer),
        }
        self.line.do(events[kind])

    @rule(data=st.data(), seat=st.sampled_from(SEATS), agent=st.none() | agent_ids)
    def transfer(self, data, seat, agent):
        self.line.do(ContactTransferred(self._contact(data), seat, agent))

    @rule(
        data=st.data(),
        what=st.sampled_from(["left", "ended", "booked", "missed", "lost", "again", "chose"]),
    )
    def contact_event(self, data, what):
        contact = self._contact(data)
        retry = data.draw(st.sampled_from([None, self.line.now + 600]))
        events = {
            "left": ContactLeft(contact),
            "ended": ConversationEnded(contact),
            "booked": CallbackBooked(contact),
            "chose": InterpreterAsked(contact),
            "missed": CallbackMissed(contact, retry),
            "again": CallerCalledAgain(contact),
            "lost": ContactRedescribed(contact, "bo", "kham", "lawyer"),
        }
        self.line.do(events[what])

    @rule(data=st.data(), seat=st.sampled_from(SEATS), agent=st.none() | agent_ids)
    def ask_advice(self, data, seat, agent):
        self.line.do(AdviceAsked(self._contact(data), seat, agent))

    @rule(data=st.data(), event=st.sampled_from([AdviceEnded, ContactHandedOver]))
    def end_advice(self, data, event):
        self.line.do(event(self._contact(data)))

    @rule(data=st.data(), agent=st.none() | agent_ids)
    def drop_line(self, data, agent):
        self.line.do(AgentLineDropped(self._contact(data), agent))

    @precondition(lambda self: self.line.state.agents)
    @rule(agent=agent_ids, what=st.sampled_from(["ready", "pause", "out", "leave", "wrapped"]))
    def agent_event(self, agent, what):
        events = {
            "ready": AgentBecameReady(agent),
            "pause": AgentBecameNotReady(agent, "lunch"),
            "out": AgentSignedOut(agent),
            "leave": AgentLeavesAfterWork(agent, AgentState.OFFLINE, "shift_over"),
            "wrapped": WrapUpEnded(agent),
        }
        self.line.do(events[what])


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
