"""Names every table for Django; each is defined with the questions asked of it."""

from demur.records.attempts import Attempt
from demur.records.better_offers import BetterOffer, OfferAnswer
from demur.records.call_events import CallEvent
from demur.records.call_sheets import CallSheet
from demur.records.calls import Planned
from demur.records.company import Company, KnownNumber, Team
from demur.records.consents import Consent, ConsentKey
from demur.records.dispositions import OwnDisposition
from demur.records.erasing import Erasing, Erasure
from demur.records.errands import Errand
from demur.records.fits import Fit
from demur.records.goods import Item
from demur.records.inquiries import Explanation, Inquiry, Offered, Outcome, Promised, Refusal
from demur.records.journal import ApiKey, Entry, FileImport, Receipt
from demur.records.kept_calls import KeptCalls
from demur.records.offers import Link, LinkKey, Offer
from demur.records.partners import Partner
from demur.records.peace import Answered, Lift, Peace, PeaceKey, Spared
from demur.records.peace_journal import PeaceJournal
from demur.records.people import Contact, Mail, Number
from demur.records.periods import Period
from demur.records.policies import Adoption, Draft, DraftText, PolicyVersion, Withdrawal
from demur.records.referrals import Referral
from demur.records.replies import Reply
from demur.records.rivals import Compared, ComparedFeature, Rival, RivalThing
from demur.records.round_feeds import RoundFeed
from demur.records.round_terms import RoundTerms, Shift
from demur.records.rounds import Rest, Round, Turn
from demur.records.tellings import Telling
from demur.records.time_ledger import TimePlan
from demur.records.trials import Trial, TrialClient
from demur.records.users import SignInLink, User
from demur.records.wrong_codes import WrongCode

__all__ = [
    "Adoption",
    "Answered",
    "ApiKey",
    "Attempt",
    "BetterOffer",
    "CallEvent",
    "CallSheet",
    "Company",
    "Compared",
    "ComparedFeature",
    "Consent",
    "ConsentKey",
    "Contact",
    "Draft",
    "DraftText",
    "Entry",
    "Erasing",
    "Erasure",
    "Errand",
    "Explanation",
    "FileImport",
    "Fit",
    "Inquiry",
    "Item",
    "KeptCalls",
    "KnownNumber",
    "Lift",
    "Link",
    "LinkKey",
    "Mail",
    "Number",
    "Offer",
    "OfferAnswer",
    "Offered",
    "Outcome",
    "OwnDisposition",
    "Partner",
    "Peace",
    "PeaceJournal",
    "PeaceKey",
    "Period",
    "Planned",
    "PolicyVersion",
    "Promised",
    "Receipt",
    "Referral",
    "Refusal",
    "Reply",
    "Rest",
    "Rival",
    "RivalThing",
    "Round",
    "RoundFeed",
    "RoundTerms",
    "Shift",
    "SignInLink",
    "Spared",
    "Team",
    "Telling",
    "TimePlan",
    "Trial",
    "TrialClient",
    "Turn",
    "User",
    "Withdrawal",
    "WrongCode",
]
