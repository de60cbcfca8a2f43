package dev.reinstate.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** It keeps what it is given, and never more than it may. */
final class FetchedManifestsTest {

  private static final int MEBIBYTE = 1 << 20;

  private final FetchedManifests fetched = new FetchedManifests();

  @Test
  void findsWhatWasAdded() {
    Manifest manifest = manifest(1, 100);
    assertEquals(Optional.empty(), fetched.find(manifest.digest()));
    fetched.add(manifest);
    assertEquals(Optional.of(manifest), fetched.find(manifest.digest()));
  }

  @Test
  void letsGoOfSomeWhenThereAreTooMany() {
    List<Manifest> many =
        IntStream.range(0, 100).mapToObj(number -> manifest(number, MEBIBYTE)).toList();
    many.forEach(fetched::add);
    long kept = many.stream().filter(each -> fetched.find(each.digest()).isPresent()).count();
    assertTrue(kept > 16 && kept <= 64, kept + " MiB");
  }

  private static Manifest manifest(int number, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) number);
    return Manifest.of(MediaTypes.OCI_MANIFEST, bytes);
  }
}
