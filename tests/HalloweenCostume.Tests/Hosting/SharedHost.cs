using HalloweenCostume.Local.Demo.Fal;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>
/// One host for all tests of a class. They keep out of each other's way by their prompts: a picture of something endless never finishes,
/// a forbidden one is blocked, one that is to fail does so each time, and one that is to fail once does not fail again.
/// </summary>
public sealed class SharedHost : IAsyncLifetime
{
    private readonly HashSet<string> _failed = [];
    private LocalHost? _host;

    internal LocalHost Host => _host!;

    public async Task InitializeAsync()
    {
        _host = await LocalHost.StartAsync();
        Host.Fal.Faults.When(FalFault.RequestNeverFinishes, moment => Says(moment, "endless"));
        Host.Fal.Faults.When(FalFault.RequestBlocked, moment => Says(moment, "forbidden"));
        Host.Fal.Faults.When(FalFault.RequestLoraFails, moment => Says(moment, "failing"));
        Host.Fal.Faults.When(FalFault.RequestLoraFails, moment => Says(moment, "failing-once") && _failed.Add($"{moment.Seed} {moment.Prompt}"));
        Host.Fal.Faults.When(FalFault.RequestBlocked, moment => Says(moment, "forbidden-once") && _failed.Add(moment.Prompt!));
    }

    public async Task DisposeAsync() => await Host.DisposeAsync();

    private static bool Says(FalMoment moment, string word) => moment.Prompt!.Split(' ', '.').Contains(word);
}
