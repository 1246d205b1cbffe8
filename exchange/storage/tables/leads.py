"""Leads, found by receiver, company and matter, with the state of their fold; and the filings of cases, found by the act they are about."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, SmallInteger, String, Table

from exchange.storage.tables.base import RowKey, metadata

leads = Table(
    "leads",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("from_member", String(6), nullable=False),
    Column("to_member", String(6), nullable=False),
    Column("uscc", String(18)),
    Column("state", SmallInteger, nullable=False),  # of the fold over what has arrived; 0: the lead itself has no effect
    Column("registration_number", String(15)),
    Column("from_organ", String(18), nullable=False, server_default=""),
    Column("to_organ", String(18), nullable=False, server_default=""),
    Column("handler", String(18), nullable=False, server_default=""),  # the receiver, or whom the common superior designated
    Column("kind", SmallInteger, nullable=False, server_default="0"),
    Column("domain", SmallInteger, nullable=False, server_default="0"),
    Column("matter_code", String(14), nullable=False, server_default=""),
    Column("continues", String(36)),  # record_id of the lead this one comes from
    Column("act_key", String(64)),  # of `leads.Act`; null where the act isn't known whole
    Index("ix_leads_to_member", "to_member", "position"),
    Index("ix_leads_uscc", "uscc"),
)
for _name in ("registration_number", "continues", "act_key"):
    _present = leads.c[_name].is_not(None)
    Index(f"ix_leads_{_name}", leads.c[_name], sqlite_where=_present, postgresql_where=_present)

filings = Table(
    "filings",  # cases that organs have filed and not given up, where the act is known whole (行政处罚法 25: 最先立案)
    metadata,
    Column("thread_id", String(36), primary_key=True),
    Column("act_key", String(64), nullable=False, index=True),
    Column("act_from", BigInteger, nullable=False),  # µs
    Column("act_to", BigInteger, nullable=False),  # µs
    Column("organ", String(18), nullable=False),
    Column("case_number", String(128), nullable=False),
    Column("continues", String(36), nullable=False),  # record_id of the lead that this one comes from, or empty
    Column("filed_at", BigInteger, nullable=False),  # µs, as the organ signed it
)
