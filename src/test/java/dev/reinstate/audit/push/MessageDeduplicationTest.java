package dev.reinstate.audit.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MessageDeduplicationTest {

  private final List<String> judged = new ArrayList<>();
  private boolean failing;
  private final MessageDeduplication once = new MessageDeduplication(3, this::judge);

  @Test
  void itsMemoryIsBoundedAndTheOldestGoesFirst() throws IOException {
    for (String id : List.of("1", "2", "3", "1", "4", "2", "1")) {
      once.judge(message(id));
    }
    assertEquals(List.of("1", "2", "3", "4", "1"), judged);
  }

  @Test
  void whatFailedIsNotRemembered() throws IOException {
    failing = true;
    assertThrows(IOException.class, () -> once.judge(message("1")));
    failing = false;
    once.judge(message("1"));
    once.judge(message("1"));
    assertEquals(List.of("1"), judged);
  }

  private void judge(Delivery delivery) throws IOException {
    if (failing) {
      throw new IOException("not now");
    }
    judged.add(delivery.messageId());
  }

  private static Delivery message(String id) {
    return new Delivery(id, Instant.EPOCH, new byte[0], Optional.empty());
  }
}
