package dev.reinstate.apply.lease;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.jr.stree.JrsValue;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * What a lease says.
 *
 * @param expires from then on anybody may take it
 */
record LeaseRecord(LeaseHolder holder, Instant expires) {

  private static final String HOLDER = "holder";
  private static final String RUN = "run";
  private static final String EXPIRES = "expires";

  /**
   * {@link IOException} for anything that is not a lease, so that no other file is ever taken for
   * one.
   */
  static LeaseRecord parse(String content, LeaseStore store) throws IOException {
    try {
      JrsValue lease = Json.read(content);
      LeaseHolder holder =
          new LeaseHolder(
              JsonValues.string(lease.path(HOLDER)).orElseThrow(() -> notALease(store, null)),
              JsonValues.string(lease.path(RUN)).orElseThrow(() -> notALease(store, null)));
      return new LeaseRecord(holder, Instant.parse(JsonValues.text(lease.path(EXPIRES))));
    } catch (JacksonException | DateTimeException e) {
      throw notALease(store, e);
    }
  }

  private static IOException notALease(LeaseStore store, Exception cause) {
    return new IOException(store + " is not a lease; name another place with --lease", cause);
  }

  String toJson() {
    return Json.prettyObject(
        json -> {
          json.writeStringField(HOLDER, holder.name());
          json.writeStringField(RUN, holder.run());
          json.writeStringField(EXPIRES, expires.toString());
        });
  }
}
