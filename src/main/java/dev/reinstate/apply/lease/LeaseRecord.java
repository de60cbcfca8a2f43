package dev.reinstate.apply.lease;

import com.fasterxml.jackson.core.JacksonException;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.json.JsonReader;
import dev.reinstate.json.JsonValue;
import dev.reinstate.json.JsonValue.Members;
import dev.reinstate.json.JsonValue.Scalar;
import dev.reinstate.json.JsonWriter;
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
      JsonValue lease = JsonReader.read(content);
      LeaseHolder holder =
          new LeaseHolder(
              lease.get(HOLDER).string().orElseThrow(() -> notALease(store, null)),
              lease.get(RUN).string().orElseThrow(() -> notALease(store, null)));
      return new LeaseRecord(holder, Instant.parse(lease.get(EXPIRES).text()));
    } catch (JacksonException | DateTimeException e) {
      throw notALease(store, e);
    }
  }

  private static IOException notALease(LeaseStore store, Exception cause) {
    return new IOException(store + " is not a lease; name another place with --lease", cause);
  }

  String toJson() {
    return JsonWriter.prettyText(
        new Members(
            ImmutableMap.of(
                HOLDER, new Scalar(holder.name()),
                RUN, new Scalar(holder.run()),
                EXPIRES, new Scalar(expires.toString()))));
  }
}
