"""Names every table for Django; each is defined with the questions asked of it."""

from demur.records.better_offers import BetterOffer, OfferAnswer
from demur.records.calls import Planned
from demur.records.company import Company, KnownNumber, Team
from demur.records.consents import Consent, ConsentKey
from demur.records.erasing import Erasing, Erasure
from demur.records.errands import Errand
from demur.records.goods import Item
from demur.records.inquiries import Explanation, Inquiry, Offered, Outcome, Promised, Refusal
from demur.records.journal import ApiKey, Entry, FileImport, Receipt
from demur.records.offers import Link, Offer
from demur.records.partners import Partner
from demur.records.peace import Answered, Lift, Peace, PeaceKey, Spared
from demur.records.peace_journal import PeaceJournal
from demur.records.people import Contact, Mail, Number
from demur.records.periods import Period
from demur.records.policies import Adoption, Draft, DraftText, PolicyVersion, Withdrawal
from demur.records.referrals import Referral
from demur.records.replies import Reply
from demur.records.rivals import Compared, ComparedFeature, Rival, RivalThing
from demur.records.users import SignInLink, User

__all__ = [
    "Adoption",
    "Answered",
    "ApiKey",
    "BetterOffer",
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
    "Inquiry",
    "Item",
    "KnownNumber",
    "Lift",
    "Link",
    "Mail",
    "Number",
    "Offer",
    "OfferAnswer",
    "Offered",
    "Outcome",
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
    "Rival",
    "RivalThing",
    "SignInLink",
    "Spared",
    "Team",
    "User",
    "Withdrawal",
]
