"""Incoming phone numbers: the account has one."""

from __future__ import annotations

from app.gateway.core.account import API_VERSION
from app.gateway.core.exchange import Exchange
from app.gateway.rest.answers import (
    Json,
    RestAnswer,
    account_path,
    answer_page,
    read_page,
    write_instant,
)
from app.gateway.rest.forms import Form


def list_numbers(exchange: Exchange, _args: dict[str, str], form: Form) -> RestAnswer:
    page = read_page(form)
    number = form.text("PhoneNumber")
    form.finish("FriendlyName", "Beta", "Origin")
    found = [exchange] if number in ("", exchange.account.number) else []
    path = f"{account_path(exchange)}/IncomingPhoneNumbers.json"
    return answer_page("incoming_phone_numbers", page.show(found, _show), path)


def _show(exchange: Exchange) -> Json:
    account = exchange.account
    opened = write_instant(exchange.opened_at)
    fallback = account.fallback.url if account.fallback is not None else None
    return {
        "sid": exchange.number_sid,
        "account_sid": account.sid,
        "phone_number": account.number,
        "friendly_name": account.number,
        "api_version": API_VERSION,
        "beta": False,
        "capabilities": {"voice": True, "sms": account.message_url is not None, "mms": False},
        "date_created": opened,
        "date_updated": opened,
        "origin": "twilio",
        "status": "in-use",
        "voice_url": account.voice_url,
        "voice_method": "POST",
        "voice_fallback_url": fallback,
        "voice_fallback_method": "POST",
        "voice_caller_id_lookup": False,
        "status_callback": account.status_callback,
        "status_callback_method": "POST",
        "sms_url": account.message_url,
        "sms_method": "POST",
        "uri": f"{account_path(exchange)}/IncomingPhoneNumbers/{exchange.number_sid}.json",
    }
