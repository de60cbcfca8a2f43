package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index of an index of an index, and so on, as only somebody hostile would push. */
final class DeepIndexTest {

  private final SampleImages samples = new SampleImages(21);

  @TempDir private Path directory;

  @Test
  void deeperThanAnyRealIndexIsRefusedAndNothingIsWritten() throws IOException {
    Run run = restore(40).endsWith(ExitCode.PARTIAL);
    assertEquals(ImmutableList.of("failed"), run.plan().outcomes());
    assertTrue(run.out().contains("levels deep"), run.out());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void realDepthIsRestored(int depth) throws IOException {
    assertEquals(
        ImmutableList.of("done"), restore(depth).endsWith(ExitCode.DONE).plan().outcomes());
  }

  private Run restore(int depth) throws IOException {
    SampleImage index = samples.oci(10);
    for (int i = 0; i < depth; i++) {
      index = samples.ociIndex(index);
    }
    try (World world = new World(directory, EmbeddedRegistryOptions.defaults())) {
      world.put("staging.example/team/app", index);
      world.registry("us.example");
      world
          .manifest("staging.example/team", "us.example/prod")
          .promote("app", index.digest(), "v1");
      Run run = world.reconcile("--confirm", "--json");
      boolean empty = Iterables.isEmpty(world.contents("us.example").state().keySet());
      assertEquals(run.plan().outcomes().contains("failed"), empty);
      return run;
    }
  }
}
