package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which repositories a run is about, and when it writes. */
final class ReconcileCommandTest extends TwoImagesOnTwoHosts {

  @Test
  void onlyWhatIsIncludedAndNotExcludedIsReadAndMended() {
    for (String host : ImmutableList.of("us.example", "eu.example")) {
      world.delete(host + "/prod/app", app);
      world.delete(host + "/prod/lib", lib);
    }
    world.reconcile("--confirm", "--include=us.example/**", "--exclude=**/lib");
    assertTrue(isTagged("us.example", "prod/app", "v1"));
    assertFalse(isTagged("us.example", "prod/lib", "v2"));
    assertFalse(isTagged("eu.example", "prod/app", "v1"));
    Run rest = world.reconcile("--json").endsWith(ExitCode.DONE);
    assertEquals(3, rest.plan().actions().size());
  }

  @Test
  void theLongestRewriteActsAtTheEdgeAndPlansKeepTheManifestsNames() throws IOException {
    try (World drill = new World(directory, EmbeddedRegistryOptions.defaults())) {
      String scratch = drill.registry("scratch").host();
      Run run =
          world.reconcile(
              "--json",
              "--confirm",
              "--include=us.example/prod/app",
              "--rewrite=us.example/prod=" + scratch + "/drill/us");
      run.endsWith(ExitCode.DONE);
      assertEquals(
          "us.example/prod/app",
          Iterables.getOnlyElement(run.plan().actions()).repository().toString());
      assertEquals(
          Optional.of(app.digest()), drill.contents("scratch").resolve("drill/us/app", "v1"));
      assertEquals(1, drill.contents("scratch").state().size());
      assertTrue(texts(run.json().get("rewrites")).toString().contains("/drill/us"), run.out());
    }
  }

  @Test
  void driftIsAnExitCodeOnlyOnRequest() {
    world.reconcile("--exit-on-drift").endsWith(ExitCode.DONE);
    world.contents("us.example").untag("prod/app", "v1");
    world.reconcile().endsWith(ExitCode.DONE);
    world.reconcile("--exit-on-drift").endsWith(ExitCode.DRIFT);
    world.reconcile("--exit-on-drift", "--confirm").endsWith(ExitCode.DONE);
  }

  @Test
  void dryRunWinsOverConfirm() {
    world.contents("us.example").untag("prod/app", "v1");
    world.reconcile("--confirm", "--dry-run").endsWith(ExitCode.DONE);
    assertFalse(isTagged("us.example", "prod/app", "v1"));
  }

  private boolean isTagged(String host, String path, String tag) {
    return world.contents(host).resolve(path, tag).isPresent();
  }

  private static ImmutableList<String> texts(JsonNode array) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    array.forEach(text -> texts.add(text.asText()));
    return texts.build();
  }
}
