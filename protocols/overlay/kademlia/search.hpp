// The node lookup (section 2.3): whoever searches asks the closest candidates that it has heard of, alpha at a time,
// and stops when the k closest have answered.
#pragma once

#include "protocols/overlay/kademlia/kademlia.hpp"

namespace parley::kademlia {

// Begins with one's own closest contacts. It may be at its end at once, where there are none.
void begin_search(const Config& config, State& state, Purpose purpose, Identifier key, Context<Protocol>& context);

// The search of that number; nullptr when it is over.
Search* find_search(State& state, std::uint32_t number);

void on_answer(const Config& config, Search& search, ProcessId from, const Contacts& contacts,
               Context<Protocol>& context);

// Asks those again that have not answered; gives up who has been asked often enough, where somebody may fall.
void ask_again(const Config& config, State& state, Search& search, Context<Protocol>& context);

// Whether nothing is left to ask.
bool is_over(const Config& config, const Search& search);

// The closest process that answered, or oneself, at depth 0. REQUIRES: is_over.
Candidate owner_of(const Config& config, ProcessId self, const Search& search);

}  // namespace parley::kademlia
