package dev.reinstate.scrub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Digests;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A set of pairs must be one. */
final class SeenTest {

  @Property(tries = 20)
  void holdsExactlyWhatWasAdded(
      @ForAll @IntRange(min = 1, max = 40) int places,
      @ForAll @IntRange(min = 1, max = 300) int objects,
      @ForAll long seed) {
    Seen seen = new Seen();
    Set<String> model = new HashSet<>();
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      String place = "place" + random.nextInt(places);
      int object = random.nextInt(objects);
      if (random.nextBoolean()) {
        seen.add(place, digest(object));
        model.add(place + "/" + object);
      } else {
        assertEquals(model.contains(place + "/" + object), seen.has(place, digest(object)));
      }
    }
  }

  private static DescriptorDigest digest(int number) {
    return Digests.of(("object " + number).getBytes(StandardCharsets.UTF_8));
  }
}
