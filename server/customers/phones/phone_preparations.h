// Reads the phone numbers of requests before their handlers run.
#ifndef COMPTOIR_SERVER_CUSTOMERS_PHONES_PHONE_PREPARATIONS_H_
#define COMPTOIR_SERVER_CUSTOMERS_PHONES_PHONE_PREPARATIONS_H_

#include "comptoir/customers/v1/customer.pb.h"
#include "server/rpc/call.h"
#include "server/rpc/preparation.h"
#include "server/values/phone/phone_readings.h"

namespace comptoir::customers {

// Of the methods that change a customer: their handlers are given
// PhoneReadings. And of those that search by a phone number: theirs are given
// PhoneKeys.
//
// Numbers are read where the caller is at home when the call is admitted, and
// in the country of the customer's address. That stands in the request or in
// the customer: where the request does not have it, it is taken for the
// caller's, and the handler asks again when it was another (SetPhones).
void AddPhonePreparations(rpc::Preparations* preparations);

// Where the caller's numbers without a country code are read.
PhoneRegions HomeOf(const Principal& caller);

// Reads all numbers of `customer`; whether it has some.
bool AddReadingsOf(const v1::Customer& customer, PhoneReadings* readings);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_PHONES_PHONE_PREPARATIONS_H_
