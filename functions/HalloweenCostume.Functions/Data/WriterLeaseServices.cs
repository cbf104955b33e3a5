using System.Data.Common;
using HalloweenCostume.Data;
using HalloweenCostume.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace HalloweenCostume.Functions.Data;

internal static class WriterLeaseServices
{
    /// <summary>
    /// For a database on a share: the process that holds a lease uses it, the others wait. Goes with <c>AddHalloweenCostume</c>, in any order.
    /// </summary>
    public static IServiceCollection AddWriterLease(this IServiceCollection services, SettingsReader settings)
    {
        var options = WriterLeaseOptions.From(settings);
        // Before all that serves requests: so it starts first, and is stopped when nobody writes any more.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, WriterLease>());
        return services
            .AddSingleton(options)
            .AddSingleton<LeaseBlob>()
            .AddSingleton<DatabaseTurn>()
            .AddSingleton<TurnRestore>()
            .AddSingleton<TurnFiles>()
            .AddSingleton<TurnDataSource>()
            .Replace(ServiceDescriptor.Singleton<DbDataSource>(provider => provider.GetRequiredService<TurnDataSource>()));
    }
}
