// What keeps Pastry's tables: joining (section 2.4), asking leaves, and looking for others in place of those that are
// silent (section 2.5).
#pragma once

#include "protocols/overlay/pastry/pastry.hpp"

namespace parley::pastry {

// Most processes that are asked at once, and most that the rows sent to a newcomer may name.
std::size_t most_entries(const Config& config);

// Begins to keep up its tables and to look up keys.
void become_member(const Config& config, State& state, Context<Protocol>& context);

// Asks to be led to the process nearest to oneself; again until it is a member.
void join(const Config& config, State& state, Context<Protocol>& context);
void on_rows(const Config& config, State& state, ProcessId from, const Rows& rows, Context<Protocol>& context);
void on_welcome(const Config& config, State& state, ProcessId from, const Welcome& welcome, Context<Protocol>& context);

// A round: gives up who has been silent, and asks the neighbours on both sides and another leaf in turn.
void keep_up(const Config& config, State& state, Context<Protocol>& context);
void on_ask(const State& state, ProcessId from, const Ask& question, Context<Protocol>& context);
void on_tell(const Config& config, State& state, ProcessId from, const Tell& answer, Context<Protocol>& context);

// Forgets who does not answer, and asks those who may know another: the farthest leaf on its side, and another process
// of its row.
void give_up(const Config& config, State& state, ProcessId process, Context<Protocol>& context);

}  // namespace parley::pastry
