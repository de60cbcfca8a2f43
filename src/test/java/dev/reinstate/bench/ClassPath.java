package dev.reinstate.bench;

/** Where this process has its classes from, for the processes it starts. */
final class ClassPath {

  private ClassPath() {}

  static String ofThisProcess() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
