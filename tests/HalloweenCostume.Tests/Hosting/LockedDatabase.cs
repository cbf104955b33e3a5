using HalloweenCostume.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>Another program that writes to a host's database until it is disposed of.</summary>
internal sealed class LockedDatabase : IDisposable
{
    private readonly SqliteConnection _connection;

    private LockedDatabase(SqliteConnection connection) => _connection = connection;

    public static async Task<LockedDatabase> HoldAsync(LocalHost host)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = host.Services.GetRequiredService<DatabaseOptions>().Path,
            Pooling = false,
        }.ToString());
        await connection.OpenAsync();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
        return new(connection);
    }

    public void Dispose() => _connection.Dispose();
}
