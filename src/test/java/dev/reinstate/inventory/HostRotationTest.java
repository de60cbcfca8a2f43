package dev.reinstate.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import dev.reinstate.image.Repository;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HostRotationTest {

  @Test
  void hostsTakeTurnsUntilTheyHaveNoMore() {
    assertEquals(
        repositories("a.example/1", "b.example/1", "a.example/2", "b.example/2", "a.example/3"),
        HostRotation.of(
            repositories(
                "a.example/1", "a.example/2", "a.example/3", "b.example/1", "b.example/2")));
    assertEquals(ImmutableList.of(), HostRotation.of(ImmutableList.of()));
  }

  private static List<Repository> repositories(String... names) {
    return Lists.transform(List.of(names), Repository::parse);
  }
}
