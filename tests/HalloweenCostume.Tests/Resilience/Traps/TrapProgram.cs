using System.Data.Common;
using System.Globalization;
using HalloweenCostume.Data;
using HalloweenCostume.Local;
using HalloweenCostume.Local.Storage;
using HalloweenCostume.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HalloweenCostume.Tests.Resilience.Traps;

/// <summary>The local host as a process of its own, with a trap in it. The argument is the crossing that kills it; 0: none does.</summary>
internal static class TrapProgram
{
    public static async Task Main(string[] args)
    {
        // Others start this for what they do before it.
        if (args is not [var crossing])
            return;
        var trap = new Trap(Environment.GetEnvironmentVariable("DATA_DIR")!, int.Parse(crossing, CultureInfo.InvariantCulture));
        await using var app = await LocalApp.BuildAsync(configure: services => services
            .Replace(ServiceDescriptor.Singleton<DbDataSource>(provider => new TrapDataSource(provider.GetRequiredService<DatabaseOptions>(), trap)))
            .Replace(ServiceDescriptor.Singleton<IObjectStore>(provider => new TrapStore(provider.GetRequiredService<FolderObjectStore>(), trap)))
            .ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new TrapHandler(trap))));
        await app.RunAsync();
    }
}
