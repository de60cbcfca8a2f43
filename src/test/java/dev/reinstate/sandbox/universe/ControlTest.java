package dev.reinstate.sandbox.universe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Its endpoint tells, strikes and resets. */
final class ControlTest {

  private static final String CENTRAL = "us-central1-docker.pkg.dev";

  @TempDir private Path directory;

  @Test
  void countsAreToldAndDamageIsDone() throws Exception {
    try (Universe universe =
            new Universe(SmallUniverse.options(SmallUniverse.manifests(directory), 1));
        Control control = new Control(universe, 0)) {
      String repository = Catalog.ROOT + "/many";
      SmallUniverse.pull(SmallUniverse.address(universe, CENTRAL), repository, "tags/list");

      JsonNode counts = SmallUniverse.json(SmallUniverse.get(control.origin() + "/counts"));
      assertEquals(2, counts.get("requests").asInt());
      assertEquals(1, counts.get("tokens").asInt());
      assertEquals(0, counts.get("refused").asInt());
      JsonNode central = counts.get("hosts").get(CENTRAL);
      assertEquals(2, central.get("answers").get("GET 200").asInt());
      assertEquals(4, counts.get("hosts").size());

      JsonNode done =
          SmallUniverse.json(SmallUniverse.send("POST", control.origin() + "/damage/emptied"));
      assertEquals("emptied", done.get("kind").asText());
      assertTrue(done.get("images").asInt() > SmallUniverse.IMAGES, done.toString());
      assertEquals("us-central1", done.at("/regions/0").asText());
      assertTrue(universe.regions().getFirst().contents().isEmpty());

      assertEquals(
          0,
          SmallUniverse.json(SmallUniverse.send("POST", control.origin() + "/reset"))
              .get("requests")
              .asInt());
      assertEquals(
          SmallUniverse.IMAGES,
          universe.regions().getFirst().contents().state().get(repository).tags().keySet().stream()
              .filter(tag -> tag.startsWith("t"))
              .count());
    }
  }

  @Test
  void whatItCannotDoItSays() throws Exception {
    try (Universe universe =
            new Universe(SmallUniverse.options(SmallUniverse.manifests(directory), 1));
        Control control = new Control(universe, 0)) {
      for (String asked : new String[] {"/damage/flooded", "/damage/", "/nothing"}) {
        assertEquals(404, SmallUniverse.send("POST", control.origin() + asked).statusCode(), asked);
      }
      assertTrue(
          SmallUniverse.send("POST", control.origin() + "/damage/flooded")
              .body()
              .contains("'flooded' is none of emptied, gone, moved, dead, late, untagged"));
    }
  }
}
