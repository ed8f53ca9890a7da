"""The conversations that all tests use, once as an ordinary network delivers events, once shuffled."""

import pytest

from conversations import COUNT, SEED, Conversations, simulate


@pytest.fixture(scope="session", params=["network", "disorder"])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Conversations:
    return simulate(tmp_path_factory.mktemp("data"), COUNT, SEED, disorder=request.param == "disorder")
