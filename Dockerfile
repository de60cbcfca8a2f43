# Builds the job's image: a JRE, the libraries, and the jar, in that order, so that a change of code ships the jar alone.
ARG BUILD_IMAGE=docker.io/library/maven:3.9-eclipse-temurin-25
ARG RUN_IMAGE=gcr.io/distroless/java25-debian13:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY pom.xml .
COPY .mvn .mvn
COPY src/main src/main
RUN mvn -B -q -Dmaven.test.skip=true package

FROM ${RUN_IMAGE}
COPY --from=build /build/target/lib /reinstate/lib
COPY --from=build /build/target/reinstate.jar /reinstate/
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-jar", "/reinstate/reinstate.jar"]
