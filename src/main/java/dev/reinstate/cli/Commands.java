package dev.reinstate.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, which need their surroundings, and leaves everything else to picocli. */
final class Commands implements IFactory {

  private final Surroundings surroundings;

  Commands(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    Object made =
        switch (type.getSimpleName()) {
          case "ReconcileCommand" -> new ReconcileCommand(surroundings);
          case "ValidateCommand" -> new ValidateCommand(surroundings);
          case "SnapshotTakeCommand" -> new SnapshotTakeCommand(surroundings);
          case "SandboxCommand" -> new SandboxCommand(surroundings);
          default -> CommandLine.defaultFactory().create(type);
        };
    return type.cast(made);
  }
}
