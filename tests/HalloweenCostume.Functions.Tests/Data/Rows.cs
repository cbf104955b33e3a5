using System.Data.Common;
using Dapper;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HalloweenCostume.Functions.Tests.Data;

/// <summary>What the writers write: rows, a total that must agree with them, and so many pages that a commit takes its time.</summary>
internal static class Rows
{
    private const int Pages = 40;

    /// <param name="hold">Where the transaction says that it is there and stands still for a while: <c>work</c>, with half of it in the file, or <c>commit</c>.</param>
    public static int Write(DbConnection connection, string writer, int number, string? hold)
    {
        if (hold == "work")
            // What does not fit into the cache goes to the file before the commit.
            connection.Execute("PRAGMA cache_size = 4");
        connection.Execute(
            """
            CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY AUTOINCREMENT, writer TEXT NOT NULL, number INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS total (rows INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS pages (id INTEGER PRIMARY KEY, row INTEGER NOT NULL, filler BLOB NOT NULL);
            INSERT INTO total SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM total);
            INSERT INTO rows (writer, number) VALUES (@writer, @number);
            UPDATE total SET rows = rows + 1;
            WITH RECURSIVE page(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM page WHERE id < @pages)
            INSERT INTO pages SELECT id, (SELECT max(id) FROM rows), randomblob(3500) FROM page WHERE true
            ON CONFLICT (id) DO UPDATE SET row = excluded.row, filler = excluded.filler;
            """, new { writer, number, pages = Pages });
        if (hold == "work")
            Hold();
        if (hold == "commit")
            raw.sqlite3_commit_hook(((SqliteConnection)connection).Handle, _ => Hold(), null);
        return number;
    }

    /// <summary>What counts in the end: the database's last file, in the order of writing.</summary>
    public static IReadOnlyList<(string Writer, int Number)> Read(string database)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        Assert.Equal("ok", connection.ExecuteScalar<string>("PRAGMA integrity_check"));
        var rows = connection.Query<(string, int)>("SELECT writer, number FROM rows ORDER BY id").AsList();
        Assert.Equal(rows.Count, connection.ExecuteScalar<int>("SELECT rows FROM total"));
        // One transaction wrote all of them.
        Assert.Equal(1, connection.ExecuteScalar<int>("SELECT count(DISTINCT row) FROM pages"));
        return rows;
    }

    /// <summary>The numbered files, the database last.</summary>
    public static IReadOnlyList<string> Files(TestFolder folder) =>
    [
        .. Directory.EnumerateFiles(folder.Path, "halloween.*.db").Where(file => int.TryParse(file.Split('.')[^2], out _))
            .OrderBy(file => int.Parse(file.Split('.')[^2], System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static int Hold()
    {
        Console.WriteLine(WriterProgram.Holding);
        Thread.Sleep(2_000);
        return 0;
    }
}
